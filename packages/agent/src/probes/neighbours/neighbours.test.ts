import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Varbind } from '../snmp/value.ts'
import { CDP_CACHE, cdpNeighbours } from './cdp.ts'
import { addressOfFamily, cleanText, macOf } from './identity.ts'
import { LOCAL_PORTS, lldpMib, lldpNeighbours, lldpV2Mib } from './lldp.ts'
import { readingOf } from './reading.ts'
import { rowsOf } from './table.ts'

const text = (oid: string, value: string): Varbind => ({ oid, type: 4, value: Buffer.from(value, 'latin1') })
const number = (oid: string, value: number): Varbind => ({ oid, type: 2, value })
const ports = new Map([
  [1, 'ether1'],
  [10_101, 'Gi1/0/1'],
])

test('a neighbour by LLDP, its chassis a MAC address, its management address in the index', () => {
  const { remote, addresses } = lldpMib
  const found = lldpNeighbours(
    {
      mib: lldpMib,
      remote: rowsOf(remote, [
        number(`${remote}.4.0.3.1`, 4),
        text(`${remote}.5.0.3.1`, '\x00\x1a\xc1\x40\x90\x80'),
        number(`${remote}.6.0.3.1`, 5),
        text(`${remote}.7.0.3.1`, 'ge-0/0/1'),
        text(`${remote}.8.0.3.1`, 'to\x00 the\ncore\x1b[31m'),
        text(`${remote}.9.0.3.1`, 'core1'),
        text(`${remote}.12.0.3.1`, '\x28'),
      ]),
      addresses: rowsOf(addresses, [
        number(`${addresses}.3.0.3.1.1.4.10.33.0.1`, 2),
        number(`${addresses}.3.0.3.1.1.10.33.0.2`, 2),
      ]),
      localPorts: rowsOf(LOCAL_PORTS, [number(`${LOCAL_PORTS}.2.3`, 5), text(`${LOCAL_PORTS}.3.3`, 'Gi1/0/1')]),
    },
    ports,
  )
  expect(found).toEqual([
    {
      protocol: 'lldp',
      localPort: 'Gi1/0/1',
      ifIndex: 10_101,
      chassis: '00:1a:c1:40:90:80',
      chassisKind: 'mac',
      name: 'core1',
      port: 'ge-0/0/1',
      portDescription: 'to the core [31m',
      addresses: ['10.33.0.1', '10.33.0.2'],
      capabilities: ['bridge', 'router'],
      platform: '',
    },
  ])
})

test('the second version of the MIB numbers its rows by ifIndex and destination', () => {
  const { remote } = lldpV2Mib
  const rows = rowsOf(remote, [number(`${remote}.5.0.1.1.7`, 7), text(`${remote}.6.0.1.1.7`, 'box')])
  const [found] = lldpNeighbours({ mib: lldpV2Mib, remote: rows, addresses: new Map(), localPorts: new Map() }, ports)
  expect(found).toMatchObject({ localPort: 'ether1', ifIndex: 1, chassis: 'box', chassisKind: 'name' })
})

test('a neighbour by CDP: the serial number behind the name of a Nexus is no part of it', () => {
  const row = (column: number, value: string) => text(`${CDP_CACHE}.${column}.10101.5`, value)
  const cache = rowsOf(CDP_CACHE, [
    number(`${CDP_CACHE}.3.10101.5`, 1),
    row(4, '\x0a\x21\x00\x01'),
    row(6, 'core1.example(FOX1)'),
    row(7, 'Ethernet1/1'),
    row(8, 'N9K'),
    row(9, '\x00\x00\x00\x29'),
  ])
  expect(cdpNeighbours(cache, ports)).toMatchObject([
    {
      localPort: 'Gi1/0/1',
      name: 'core1.example',
      port: 'Ethernet1/1',
      addresses: ['10.33.0.1'],
      capabilities: ['router', 'bridge', 'igmp'],
      platform: 'N9K',
    },
  ])
})

test.for([
  ['\x00\x1a\xc1\x40\x90\x80', '00:1a:c1:40:90:80'],
  ['00:1A:C1:40:90:80', '00:1a:c1:40:90:80'],
  ['001a.c140.9080', '00:1a:c1:40:90:80'],
  ['switch', '73:77:69:74:63:68'],
  ['a longer name', undefined],
  ['', undefined],
] as const)('a MAC address written as %j', ([bytes, mac]) => {
  expect(macOf(Buffer.from(bytes, 'latin1'))).toBe(mac)
})

test('addresses of either family, and of none', () => {
  expect(addressOfFamily(1, [10, 0, 0, 1])).toBe('10.0.0.1')
  expect(addressOfFamily(2, [0x20, 1, 13, 0xb8, ...Array<number>(11).fill(0), 1])).toBe('2001:db8::1')
  expect(addressOfFamily(1, [10, 0, 0])).toBeUndefined()
  expect(addressOfFamily(1, [10, 0, 0, 999])).toBeUndefined()
  expect(addressOfFamily(6, [1, 2, 3, 4, 5, 6])).toBeUndefined()
})

test('no text carries what a terminal would obey', () => {
  expect(cleanText('\u001b]0;x\u0007a\u202eb\u2028c')).toBe(']0;x a b c')
})

const arc = fc.oneof(fc.nat(12), fc.nat(0xffff_ffff))
const anyValue = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.integer(), fc.string(), fc.constant(null))
const anyTable = (entry: string) =>
  fc.array(
    fc.record({
      oid: fc.array(arc, { maxLength: 12 }).map((arcs) => [entry, ...arcs].join('.')),
      type: fc.constantFrom(2, 4, 5, 6, 0x40, 0x41, 0x81),
      value: anyValue,
    }),
    { maxLength: 60 },
  )

test('whatever the tables hold, decoding ends in bounded clean text and distinct series', () => {
  const tables = fc.tuple(...[lldpMib.remote, lldpMib.addresses, LOCAL_PORTS, CDP_CACHE].map(anyTable))
  fc.assert(
    fc.property(tables, ([remote, addresses, localPorts, cdp]) => {
      const lldp = {
        mib: lldpMib,
        remote: rowsOf(lldpMib.remote, remote!),
        addresses: rowsOf(lldpMib.addresses, addresses!),
        localPorts: rowsOf(LOCAL_PORTS, localPorts!),
      }
      const all = [...lldpNeighbours(lldp, ports), ...cdpNeighbours(rowsOf(CDP_CACHE, cdp!), ports)]
      const { measured } = readingOf({ chassis: '', name: '' }, all)
      const series = measured.map(({ measurement, tags }) => JSON.stringify([measurement, tags]))
      expect(new Set(series).size).toBe(series.length)
      for (const { fields, tags = {} } of measured) {
        for (const value of [...Object.values(fields), ...Object.values(tags)]) {
          if (typeof value !== 'string') continue
          expect(value).not.toMatch(/\p{Cc}/u)
          expect(value.length).toBeLessThanOrEqual(600)
        }
      }
    }),
  )
})

test('a device that invents neighbours is cut short, and that is said', () => {
  const row = (i: number): Varbind => text(`${CDP_CACHE}.6.${i}.1`, `n${i}`)
  const cache = rowsOf(
    CDP_CACHE,
    Array.from({ length: 5_000 }, (_, i) => row(i)),
  )
  const { detail, measured } = readingOf({ chassis: '', name: '' }, cdpNeighbours(cache, ports))
  expect(detail).toBe('256 neighbours; 256 more left out')
  expect(measured).toHaveLength(257)
})
