import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { silentLog, systemClock } from '@vonggac/model'
import type { TracerouteConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Reading } from '../../packages/agent/src/probe.ts'
import { which } from '../../packages/agent/src/probes/icmp/engine-choice.ts'
import { createTracerouteProbe } from '../../packages/agent/src/probes/traceroute/index.ts'
import { buildNetworkChain, FAR_END, MIDDLE, type NetworkChain } from '../support/network-chain.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually } from '../support/vonggac.ts'

let chain: NetworkChain
let probe: ReturnType<typeof remembering>

beforeAll(async () => {
  expect(await which('traceroute'), 'install the Debian package traceroute').toBeDefined()
  expect(await which('tracepath'), 'install the Debian package iputils-tracepath').toBeDefined()
  expect(await which('nft'), 'install the Debian package nftables').toBeDefined()
  chain = buildNetworkChain()
  // IPv6 takes a moment to know its neighbours on new devices.
  const ping = ['netns', 'exec', chain.start, 'ping', '-n', '-c1', '-W1', FAR_END.v6]
  await eventually(async () => spawnSync('ip', ping).status === 0 || undefined, { what: 'IPv6 through the chain' })
  probe = remembering()
})
afterAll(() => {
  probe?.[Symbol.dispose]()
  chain?.[Symbol.dispose]()
})

/** A run at the start of the chain. */
async function trace(address: string, more: Partial<TracerouteConfig> = {}) {
  const reading = await probe.run({ address, ...more })
  const hops = reading.measured.filter(({ measurement }) => measurement === 'path')
  return { ...reading, hops: hops.map(({ tags, fields }) => [tags?.hop, fields.address]) }
}

const way = (first: string, middle: string, end: string) => [first, middle, end].map((each, at) => [`${at + 1}`, each])

test.for(['icmp', 'udp', 'tcp'] as const)(
  'the way is found by %s, hop by hop, with both kinds of address',
  async (method) => {
    expect(await trace(FAR_END.v4, { method })).toMatchObject({
      ...{ status: 'ok', hops: way('10.99.1.2', MIDDLE.b.v4, FAR_END.v4) },
      detail: expect.stringMatching(/^3 hops, \d+\.\d+ ms: 10\.99\.1\.2 > 10\.99\.2\.2 > 10\.99\.9\.9$/),
    })
    expect(await trace(FAR_END.v6, { method })).toMatchObject({
      ...{ status: 'ok', hops: way('fd00:99:1::2', MIDDLE.b.v6, FAR_END.v6) },
    })
  },
)

test.for([
  ['swallows', 'drop', 'path ends after hop 2 (10.99.2.2): no answer behind it'],
  ['forbids', 'reject with icmpx admin-prohibited', 'path ends at hop 2 (10.99.2.2): administratively prohibited (!X)'],
])('a middle that %s packets is named as the end of the path', async ([, how, detail]) => {
  chain.refuse('b', how!)
  try {
    const result = await trace(FAR_END.v4)
    expect(result).toMatchObject({ status: 'fail', error: 'unreachable' })
    // Who forbids answers in the place of the hop behind him.
    expect(result.detail?.replace('at hop 3', 'at hop 2')).toBe(detail)
  } finally {
    chain.mend('b')
  }
  expect(await trace(FAR_END.v4)).toMatchObject({ status: 'ok' })
})

test('a target that no router knows', async () => {
  // Linux is silent to the first packets of a stranger: the hop may be a later one.
  const { detail } = await trace('10.77.0.1', { waitMs: 1_000 })
  expect(detail).toMatch(/^path ends at hop \d+ \(10\.99\.1\.2\): network unreachable \(!N\)$/)
})

/** A probe that remembers, at the start of the chain. */
function remembering() {
  const main = fileURLToPath(new URL('../support/traceroute-main.ts', import.meta.url))
  const child = spawn('ip', ['netns', 'exec', chain.start, process.execPath, main], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(more: Partial<TracerouteConfig> & Pick<TracerouteConfig, 'address'>): Promise<Reading> {
      const config = { method: 'auto', maxHops: 20, queries: 1, waitMs: 300, ...more }
      child.stdin.write(`${JSON.stringify(config)}\n`)
      return JSON.parse((await lines.next()).value as string)
    },
    [Symbol.dispose]: () => void child.kill(),
  }
}

test('the command line shows the way and exits with what it found', () => {
  const [command, ...args] = chain.vonggac(['probe', 'traceroute', FAR_END.v4])
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' })
  expect(status).toBe(0)
  expect(stdout).toMatch(/^ok {2}traceroute 10\.99\.9\.9 /)
  expect(stdout).toMatch(/^ {2}3 hops, \d+\.\d+ ms: 10\.99\.1\.2 > 10\.99\.2\.2 > 10\.99\.9\.9$/m)
})

test('another middle is a change of the path, told once each way; what goes to and fro is told no more', async () => {
  const changes = async () => {
    const { measured, detail } = await trace(FAR_END.v4, { port: 1 })
    const point = measured.find(({ measurement }) => measurement === 'path_change')
    return point && { ...point.fields, detail }
  }
  expect(await changes()).toBeUndefined()
  expect(await changes()).toBeUndefined()
  chain.through('c')
  const old = '10.99.1.2 > 10.99.2.2 > 10.99.9.9'
  const detour = '10.99.1.2 > 10.99.3.2 > 10.99.9.9'
  expect(await changes()).toEqual({
    ...{ hop: 2, old_address: MIDDLE.b.v4, new_address: MIDDLE.c.v4, old_path: old, new_path: detour },
    detail: expect.stringMatching(/; path changed at hop 2: 10\.99\.3\.2 instead of 10\.99\.2\.2$/),
  })
  expect(await changes()).toBeUndefined()
  chain.through('b')
  expect(await changes()).toMatchObject({ hop: 2, old_path: detour, new_path: old })
  for (const middle of ['c', 'b', 'c', 'b'] as const) {
    chain.through(middle)
    expect(await changes()).toBeUndefined()
  }
})

test('without traceroute there is tracepath; without both the package is named', async () => {
  const config = { address: '127.0.0.1', method: 'auto', maxHops: 5, queries: 1, waitMs: 300 } as const
  const context = () => ({ clock: systemClock, signal: AbortSignal.timeout(10_000), secret: () => '' })
  const only = (name: string) =>
    createTracerouteProbe({
      clock: systemClock,
      log: silentLog,
      which: async (program) => (program === name ? which(program) : undefined),
    })
  expect(await only('tracepath').run(config, context())).toMatchObject({
    status: 'ok',
    measured: [{ tags: { method: 'tracepath' }, fields: { reached: true } }, { fields: { address: '127.0.0.1' } }],
  })
  await expect(only('none').run(config, context())).rejects.toMatchObject({
    code: 'local',
    message: 'this machine has no traceroute: install the package `traceroute`',
  })
})

test('a run ends at its deadline, and its program with it', async () => {
  const probe = createTracerouteProbe({ clock: systemClock, log: silentLog })
  const config = { address: '127.0.0.1', method: 'auto', maxHops: 5, queries: 1, waitMs: 300 } as const
  const reason = new Error('stopping')
  await expect(
    probe.run(config, { clock: systemClock, signal: AbortSignal.abort(reason), secret: () => '' }),
  ).rejects.toBe(reason)
})

test('at an outage the path is traced at once, and the incident is still one, of the link', async () => {
  using dir = temporaryDirectory('traceroute')
  const config = join(dir.path, 'config')
  mkdirSync(config)
  writeFileSync(
    join(config, 'all.yaml'),
    stringify({
      providers: [{ id: 'vnpt', name: 'VNPT' }],
      sites: [
        { id: 'hq', name: 'HQ', kind: 'hub' },
        { id: 'far', name: 'Far', kind: 'district', links: [{ id: 'vnpt', provider: 'vnpt', gateway: FAR_END.v4 }] },
      ],
      collector: { listen: '127.0.0.1:8480', data: join(dir.path, 'collector'), trustLoopback: true },
      agents: [
        {
          ...{ id: 'hub', site: 'hq', hub: true, collector: { url: 'http://127.0.0.1:8480' } },
          spool: { path: join(dir.path, 'spool.db') },
        },
      ],
    }),
  )
  const start = (what: string) => {
    const [command, ...args] = chain.vonggac([what, '--config', config])
    const child = spawn(command, args, { stdio: 'ignore' })
    return { [Symbol.dispose]: () => void child.kill() }
  }
  using _collector = start('collector')
  using _agent = start('agent')
  const get = async <T>(path: string): Promise<T> =>
    JSON.parse(
      execFileSync(
        'ip',
        [
          ...['netns', 'exec', chain.start, process.execPath, '-e'],
          `fetch('http://127.0.0.1:8480/api/v1/${path}').then((r) => r.text()).then((t) => process.stdout.write(t))`,
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      ),
    )
  interface Site {
    readonly checks: readonly { kind: string; status: string; detail: string; at: number }[]
  }
  const check = async (kind: string) => (await get<Site>('sites/far')).checks.find((each) => each.kind === kind)!
  const both = async () => {
    const [ping, path] = [await check('icmp'), await check('traceroute')]
    return ping.status === 'ok' && path.status === 'ok' ? path : undefined
  }
  expect((await eventually(both, { what: 'a link that works' })).detail).toContain('3 hops')

  chain.refuse('b', 'drop')
  const cutMs = Date.now()
  const failed = async () => ((await check('traceroute')).status === 'fail' ? check('traceroute') : undefined)
  const path = await eventually(failed, { what: 'the path at the outage' })
  chain.mend('b')
  expect(path.detail).toBe('path ends after hop 2 (10.99.2.2): no answer behind it')
  expect(path.at - cutMs).toBeLessThan(5_000)
  const { incidents } = await get<{ incidents: readonly { id: string; node: string }[] }>('status')
  expect(incidents).toMatchObject([{ node: 'far/vnpt' }])
  interface Incident {
    readonly members: readonly string[]
    readonly timeline: readonly { text: string }[]
  }
  const noted = async () => {
    const incident = await get<Incident>(`incidents/${incidents[0]!.id}`)
    return incident.timeline.length > 1 ? incident : undefined
  }
  const { members, timeline } = await eventually(noted, { what: 'the path on the timeline' })
  expect(members).toEqual(['far/vnpt/icmp@hub'])
  expect(timeline.map(({ text }) => text)).toContain(`far/vnpt/traceroute@hub: ${path.detail}`)
})
