import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createEngine, type Engine } from '@vonggac/alerting'
import type { Check, CheckReport, Topology } from '@vonggac/model'
import { rulesOf } from '@vonggac/model/inventory'

const SITES = 5_000
const PER_SITE = 10
const CHECKS = SITES * PER_SITE
/** Of every thousand results so many fail: more than in any network that people work in. */
const FAILING_PER_THOUSAND = 2

/**
 * The engine at 50,000 checks on one core: results a second with failures and ticks among them, the memory that it takes, and how
 * long it takes to go on from what was saved. Then what a result costs with few checks (it must not depend on their number),
 * while everything fails, and a point for rules on fields.
 */
export async function run(): Promise<{ name: string; value: number; unit: string }[]> {
  const input = province(SITES)
  const heapBefore = heapMiB()
  const engine = watched(input)
  const perSecond = mixed(engine, input)
  const heap = heapMiB() - heapBefore
  const saved = JSON.stringify(engine.snapshot())
  return [
    { name: 'alerting/results at 50,000 checks', value: perSecond, unit: '1/s of one core' },
    { name: 'alerting/state of 50,000 checks', value: heap, unit: 'MiB' },
    { name: 'alerting/restart with 50,000 checks', value: cpuMs(() => restart(input, saved)) / 1_000, unit: 's CPU' },
    { name: 'alerting/snapshot of 50,000 checks as JSON', value: cpuMs(() => snapshot(engine)), unit: 'ms CPU' },
    { name: 'alerting/snapshot of 50,000 checks', value: saved.length / 1024 ** 2, unit: 'MiB' },
    { name: 'alerting/good report, 500 checks', value: good(province(SITES / 100), 2_000), unit: 'µs CPU' },
    { name: 'alerting/report while every site fails', value: bad(province(SITES / 10)), unit: 'µs CPU' },
    {
      name: 'alerting/point of a measurement with built-in rules',
      value: points(province(SITES / 100)),
      unit: 'µs CPU',
    },
  ]
}

const heapMiB = () => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 1024 ** 2
}

const snapshot = (engine: Engine) => void JSON.stringify(engine.snapshot())

/** All that a start does: the snapshot read, the engine made of it, and its first tick. */
function restart(input: Province, saved: string): void {
  const engine = createEngine({ ...input, rules: RULES }, JSON.parse(saved))
  engine.tick(START + 60_000)
}

/** 20 rounds over all checks, some of them failing for a round or two, ticks whenever the engine asks. */
function mixed(engine: Engine, { checks }: Province): number {
  const rounds = 20
  const ms = cpuMs(() => {
    for (let round = 5; round < rounds + 5; round++)
      feed(engine, checks, round, (i) => ((i * 7_919 + round * 31) % 1_000 < FAILING_PER_THOUSAND ? 'fail' : 'ok'))
  })
  return Math.round((rounds * CHECKS) / (ms / 1_000))
}

/** Points of memory, processors and disks as an agent sends them, with every built-in rule at work. */
function points(input: Province): number {
  const engine = createEngine({ ...input, rules: rulesOf([]) })
  engine.tick(START)
  const rounds = 400
  const samples = input.checks.map(({ tags, node }) => ({
    measurement: 'mem',
    tags: { ...tags, device: node.slice(node.indexOf('/') + 1), agent: 'hub' },
    fields: { used_percent: 50, used: 1n, total: 2n },
  }))
  const ms = cpuMs(() => {
    for (let round = 0; round < rounds; round++) {
      const at = START + round * 1_000
      for (const sample of samples) engine.measure([{ ...sample, timestamp: at }], at)
    }
  })
  return (ms * 1_000) / (rounds * samples.length)
}

interface Province {
  readonly topology: Topology
  readonly checks: readonly Check[]
}

function province(sites: number): Province {
  const name = { vi: 'x', en: 'x' }
  const nodes: Topology['nodes'][number][] = [{ id: 'dc', kind: 'hub', name, site: 'dc', parents: [] }]
  const checks: Check[] = []
  for (let s = 0; s < sites; s++) {
    const site = `s${s}`
    nodes.push({ id: `${site}/l`, kind: 'link', name, site, parents: ['dc'] })
    for (let d = 0; d < PER_SITE; d++) {
      const node = d === 0 ? `${site}/l` : `${site}/d${d}`
      if (d > 0) nodes.push({ id: node, kind: 'device', name, site, parents: [`${site}/l`] })
      const common = { intervalMs: 10_000, timeoutMs: 5_000, tags: { site }, config: {}, target: node, vantage: 'hub' }
      checks.push({ id: `${node}/icmp@hub`, kind: 'icmp', node, ...common })
    }
  }
  return { topology: { nodes }, checks }
}

const START = 1_800_000_000_000
const RULES = [{ match: '**' }, ...rulesOf([])]

const report = (check: Check, status: CheckReport['status'], at: number): CheckReport => ({
  check: check.id,
  status,
  error: status === 'fail' ? 'timeout' : '',
  detail: '',
  at,
  durationMs: 1,
  agent: 'hub',
})

/** Rounds of one interval each; results spread evenly over it, as the scheduler spreads them. */
function feed(
  engine: Engine,
  checks: readonly Check[],
  round: number,
  status: CheckReport['status'] | ((check: number) => CheckReport['status']),
): void {
  checks.forEach((check, i) => {
    const now = START + round * 10_000 + Math.floor((i * 10_000) / checks.length)
    if ((engine.nextDue() ?? now) < now) engine.tick(now)
    engine.observe(report(check, typeof status === 'string' ? status : status(i), now), now)
  })
}

function watched({ topology, checks }: Province): Engine {
  const engine = createEngine({ topology, checks, rules: RULES })
  engine.tick(START)
  for (let round = 0; round < 5; round++) feed(engine, checks, round, 'ok')
  return engine
}

function good(input: Province, rounds: number): number {
  const engine = watched(input)
  const ms = cpuMs(() => {
    for (let round = 5; round < rounds + 5; round++) feed(engine, input.checks, round, 'ok')
  })
  return (ms * 1_000) / (rounds * input.checks.length)
}

function bad(input: Province): number {
  const engine = watched(input)
  const rounds = 20
  const ms = cpuMs(() => {
    for (let round = 5; round < rounds + 5; round++) feed(engine, input.checks, round, round < 15 ? 'fail' : 'ok')
  })
  return (ms * 1_000) / (rounds * input.checks.length)
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
