import { createEngine, type Engine } from '@vonggac/alerting'
import type { Check, CheckReport, Topology } from '@vonggac/model'

const SITES = 500
const PER_SITE = 10
const CHECKS = SITES * PER_SITE
const ROUNDS = 200

/** CPU time of the engine: a good result at 5,000 and at 500 checks (it must not depend on their number), an outage, a snapshot. */
export async function run(): Promise<{ name: string; value: number; unit: string }[]> {
  const large = good(province(SITES), ROUNDS)
  const small = good(province(SITES / 10), ROUNDS * 10)
  const engine = watched(province(SITES))
  return [
    { name: 'alerting/report', value: large, unit: 'µs CPU' },
    { name: 'alerting/report, 500 checks', value: small, unit: 'µs CPU' },
    { name: 'alerting/report while every site fails', value: bad(province(SITES)), unit: 'µs CPU' },
    {
      name: `alerting/snapshot of ${CHECKS} checks as JSON`,
      value: cpuMs(() => void JSON.stringify(engine.snapshot())),
      unit: 'ms CPU',
    },
  ]
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
function feed(engine: Engine, checks: readonly Check[], round: number, status: CheckReport['status']): void {
  checks.forEach((check, i) => {
    const now = START + round * 10_000 + Math.floor((i * 10_000) / checks.length)
    if ((engine.nextDue() ?? now) < now) engine.tick(now)
    engine.observe(report(check, status, now), now)
  })
}

function watched({ topology, checks }: Province): Engine {
  const engine = createEngine({ topology, checks, rules: [{ match: '**' }] })
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
