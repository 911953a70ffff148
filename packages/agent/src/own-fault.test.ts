import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { rawDrops, udpErrors } from './own-drops.ts'
import { createOwnFaultWatch } from './own-fault.ts'
import { createUplinkWatch, defaultInterface } from './own-uplink.ts'

const HEAD = 'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n'
const ETH0 = 'eth0 00000000 010200C0 0003 0 0 100 00000000 0 0 0\n'
const WLAN0 = 'wlan0 00000000 010200C0 0003 0 0 600 00000000 0 0 0\n'
const LAN = 'eth0 000200C0 00000000 0001 0 0 100 00FFFFFF 0 0 0\n'
const V6 = `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth1\n`
const V6_NONE = `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200       lo\n`

test.for([
  ['the cheapest of two', HEAD + WLAN0 + ETH0, '', 'eth0'],
  ['none', HEAD + LAN, V6_NONE, undefined],
  ['only IPv6', HEAD + LAN, V6_NONE + V6, 'eth1'],
  ['nothing readable', '', '', undefined],
  ['garbage', '\0\0\n\n x\n', 'y z', undefined],
] as const)('the default route: %s', ([, v4, v6, via]) => {
  expect(defaultInterface((path) => (path.endsWith('ipv6_route') ? v6 : v4))).toBe(via)
})

test('only a way that was there can be down, and another interface is a way as well', () => {
  let route = HEAD
  const usable = new Set(['eth0', 'wlan0'])
  const uplink = createUplinkWatch(
    (path) => (path === '/proc/net/route' ? route : ''),
    () => usable,
  )
  const look = () => {
    uplink.look()
    return uplink.state()
  }
  expect(look()).toEqual({ state: 'unknown' })
  route = HEAD + ETH0
  expect(look()).toEqual({ state: 'up', via: 'eth0' })
  usable.delete('eth0')
  expect(look()).toEqual({ state: 'down', why: 'eth0, where the default route leads, is down' })
  route = HEAD + WLAN0
  expect(look()).toEqual({ state: 'up', via: 'wlan0' })
  route = HEAD
  expect(look()).toEqual({ state: 'down', why: 'the default route is gone (it was through wlan0)' })
  route = `${HEAD}ppp0 00000000 00000000 0001 0 0 0 00000000 0 0 0\n`
  expect(look()).toEqual({ state: 'up', via: 'ppp0' })
})

const snmp = 'Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors\nUdp: 10 0 7 10 5 0\n'
const raw = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42
`
test('drops are read where Linux tells them', () => {
  expect(udpErrors(snmp)).toBe(5)
  expect(udpErrors('Udp: x\n')).toBe(0)
  expect(rawDrops(raw)).toEqual([['4711', 42]])
  expect(rawDrops('garbage\n1 2 3\n')).toEqual([])
})

function watchOf() {
  const clock = fakeClock()
  const pending: true[] = []
  const uplink = { down: false }
  const watch = createOwnFaultWatch(
    clock,
    { readable: true, since: () => ({ udp: 0, icmp: pending.splice(0).length }) },
    {
      look: () => {},
      state: () => (uplink.down ? { state: 'down', why: 'eth0 is down' } : { state: 'up', via: 'eth0' }),
    },
  )
  return { clock, pending, uplink, watch }
}

test('a drop explains one missing answer, and no more', async () => {
  const { clock, pending, watch } = watchOf()
  await clock.advance(5_000)
  const sentMs = clock.monotonic() - 500
  expect(watch.explains(sentMs)).toBeUndefined()
  await clock.advance(200)
  pending.push(true, true)
  expect([1, 2, 3].map(() => watch.explains(sentMs))).toEqual(['drops', 'drops', undefined])
})

test('an uplink that is down explains whatever is missing, and a second more', async () => {
  const { clock, uplink, watch } = watchOf()
  await clock.advance(5_000)
  uplink.down = true
  await clock.advance(200)
  expect(watch.explains(clock.monotonic() - 500)).toBe('uplink')
  uplink.down = false
  await clock.advance(2_100)
  expect(watch.explains(clock.monotonic() - 500)).toBeUndefined()
})
