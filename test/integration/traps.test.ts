import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubAndSite, makeHubAndSite } from '../support/hub-and-site.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually, root } from '../support/vonggac.ts'

/** A real snmpd whose ports go down and up, a real agent and a real collector, each in the network namespace where it belongs. */

const bin = join(root, 'packages', 'cli', 'bin', 'vonggac.js')
const API = 'http://127.0.0.1:8480'
const CONFIGURATION = `
providers: [{id: vnpt, name: VNPT}]
sites:
  - {id: ttdl, name: Hub, kind: hub}
  - id: tam-ky
    name: Tam Kỳ
    kind: district
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.2, device: rt1, interface: lan0}]
    devices: [{id: rt1, role: router, address: 10.33.1.2, snmp: wan}]
snmp: {credentials: {wan: {version: 2c, community: {env: COMMUNITY}}}}
collector: {trustLoopback: true}
agents:
  - id: hub
    site: ttdl
    hub: true
    traps:
      listen: 0.0.0.0:1162
      users: [{user: informer, auth: {protocol: sha256, key: {env: AUTH}}, priv: {protocol: aes, key: {env: PRIV}}}]
`
/** What snmpd needs to tell of its own links, as its manual has it; it looks every second. */
const SNMPD = `
rocommunity public
trap2sink 10.33.1.1:1162 public
iquerySecName internal
createUser internal
rouser internal noauth
notificationEvent linkUpTrap   .1.3.6.1.6.3.1.1.5.4 .1.3.6.1.2.1.2.2.1.1 .1.3.6.1.2.1.2.2.1.7 .1.3.6.1.2.1.2.2.1.8
notificationEvent linkDownTrap .1.3.6.1.6.3.1.1.5.3 .1.3.6.1.2.1.2.2.1.1 .1.3.6.1.2.1.2.2.1.7 .1.3.6.1.2.1.2.2.1.8
monitor -r 1 -e linkUpTrap   "linkUp"   .1.3.6.1.2.1.2.2.1.8 != 2
monitor -r 1 -e linkDownTrap "linkDown" .1.3.6.1.2.1.2.2.1.8 == 2
`
const ENV = { COMMUNITY: 'public', AUTH: 'authpass12', PRIV: 'privpass12' }
const USER = ['-v3', '-u', 'informer', '-l', 'authPriv', '-a', 'SHA-256', '-x', 'AES', '-A', 'authpass12']
const COLD_START = ['', '.1.3.6.1.6.3.1.1.5.1']

interface Incident {
  readonly id: string
  readonly node: string
  readonly state: string
  readonly title: { readonly en: string }
  readonly opened_at: number
}
interface Trap {
  readonly at: number
  readonly name: string
  readonly device: string | null
  readonly summary: string
  readonly version: string
  readonly inform: boolean
}

const dir = temporaryDirectory('traps')
let net: HubAndSite

beforeAll(async () => {
  net = await makeHubAndSite()
  const at = (name: string) => join(dir.path, name)
  mkdirSync(at('config'))
  mkdirSync(at('snmpd'))
  writeFileSync(at('config/all.yaml'), CONFIGURATION)
  writeFileSync(at('snmpd/snmpd.conf'), SNMPD)
  net.hub.start(process.execPath, [bin, 'collector', '--config', at('config'), '--data', at('data')], ENV)
  await eventually(() => net.hub.exec('curl', '-s', `${API}/healthz`).then(() => true), { what: 'the collector' })
  const agent = ['agent', '--config', at('config'), '--id', 'hub', '--spool', at('spool.db')]
  const running = net.hub.start(process.execPath, [bin, ...agent], ENV)
  await eventually(async () => running.output().includes('traps are received') || undefined, { what: 'the agent' })
  const persistent = { SNMPCONFPATH: at('snmpd'), SNMP_PERSISTENT_DIR: at('snmpd'), MIBS: '' }
  net.site.start('snmpd', ['-f', '-Lo', '-I', '-smux', 'udp:10.33.1.2:161'], persistent)
  await eventually(async () => (await traps()).some(({ name }) => name === 'linkUp') || undefined, { what: 'linkUp' })
}, 60_000)

afterAll(async () => {
  await net?.[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

const ask = async <T>(path: string): Promise<T> =>
  JSON.parse(await net.hub.exec('curl', '-sf', `${API}/api/v1/${path}`)) as T
const traps = async () => (await ask<{ traps: Trap[] }>('traps')).traps
const incidents = async () => (await ask<{ incidents: Incident[] }>('incidents')).incidents
const send = (...args: readonly string[]) => net.site.exec(args[0]!, ...args.slice(1))

test('a link goes down: from the trap to the incident in under a second; up again: it ends', async () => {
  await net.site.exec('ip', 'link', 'set', 'lan1', 'down')
  const [opened] = await eventually(async () => nonEmpty(await incidents()), { what: 'the incident', everyMs: 50 })
  const down = (await traps()).find(({ name }) => name === 'linkDown')!
  expect(opened).toMatchObject({ node: 'tam-ky/rt1', state: 'open' })
  expect(opened!.title.en).toContain('interface lan0 (link vnpt) is down')
  expect(opened!.opened_at - down.at).toBeLessThan(1_000)
  expect(down).toMatchObject({
    device: 'rt1',
    version: '2c',
    summary: expect.stringMatching(/^linkDown interface \d+$/),
  })
  const { timeline } = await ask<{ timeline: { text: string }[] }>(`incidents/${opened!.id}`)
  expect(timeline.map(({ text }) => text).join('\n')).toMatch(
    /SNMP trap linkDown interface \d+ from rt1, 0\.\d s before/,
  )

  await net.site.exec('ip', 'link', 'set', 'lan1', 'up')
  await eventually(async () => (await incidents()).every(({ state }) => state === 'resolved') || undefined, {
    withinMs: 25_000,
    what: 'the end of the incident',
  })
  expect(await incidents()).toHaveLength(1)
}, 60_000)

test('an inform of v3 is acknowledged, a trap of v3 is taken, wrong keys are neither', async () => {
  const since = Date.now()
  const right = [...USER, '-X', 'privpass12']
  await send('snmpinform', ...right, '-t', '2', '-r', '1', '10.33.1.1:1162', ...COLD_START)
  await send('snmptrap', ...right, '-e', '0x8000000001020304', '10.33.1.1:1162', ...COLD_START)
  await send('snmpinform', '-v2c', '-c', 'any', '-t', '2', '-r', '1', '10.33.1.1:1162', ...COLD_START)
  await send('snmptrap', '-v1', '-c', 'any', '10.33.1.1:1162', '.1.3.6.1.4.1.9999', '10.33.1.2', '6', '42', '')
  const wrong = send('snmpinform', ...USER, '-X', 'wrongpass12', '-t', '1', '-r', '0', '10.33.1.1:1162', ...COLD_START)
  await expect(wrong).rejects.toThrow()
  const heard = await eventually(
    async () => {
      const all = (await traps()).filter(({ at, name }) => at >= since && !name.startsWith('link'))
      return all.length >= 4 ? all : undefined
    },
    { what: 'four traps' },
  )
  expect(heard.map(({ version, inform, name }) => `${version} ${inform ? 'inform' : 'trap'} ${name}`).sort()).toEqual([
    '1 trap other',
    '2c inform coldStart',
    '3 inform coldStart',
    '3 trap coldStart',
  ])
}, 30_000)

const nonEmpty = <T>(all: readonly T[]) => (all.length > 0 ? all : undefined)
