import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Check, Plan } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { startLineSink } from '../support/line-sink.ts'
import { childrenOf, peakRssMiB, rssMiB, treeCpuSeconds } from '../support/process-tree.ts'
import { startVonggac } from '../support/vonggac.ts'
import { icmpAddress } from './icmp.ts'
import type { Figure } from './main.ts'
import { planOf, startDevices } from './snmp-scale.ts'

const DEVICES = 2_000
const TARGETS = 10_000
const PERIOD_MS = 5_000
/** The first reads of all devices, a minute long, are over by then. */
const WARM_MS = 75_000
const MEASURE_MS = 60_000
const ENV = { BENCH_COMMUNITY: 'public' }

/**
 * One agent, held to one core together with its fpings, that watches 2,000 SNMP devices of 64 interfaces every minute and 10,000 ICMP
 * targets every 5 s, read out every 10 s as by default: its share of the core, its memory, and whether it keeps its schedule.
 */
export async function run(): Promise<Figure[]> {
  await using simulated = await startDevices(DEVICES)
  await using sink = await startLineSink(['agent', 'check'])
  const dir = mkdtempSync(join(tmpdir(), 'bench-scale-'))
  try {
    const agent = { collector: { url: sink.url }, spool: { path: join(dir, 'spool.db'), maxBytes: 1e8, maxAge: 1e9 } }
    writeFileSync(join(dir, 'plan.json'), JSON.stringify({ plan: scalePlan(simulated.port), agent }))
    await using running = startVonggac(['agent', '--plan', join(dir, 'plan.json')], ENV)
    const pid = running.process.pid!
    // The programs that it starts later inherit this from it.
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', `${pid}`], { stdio: 'ignore' })
    await sleep(WARM_MS)
    const seen = () => ({
      polls: sink.count('snmp'),
      readOuts: sink.count('ping'),
      reports: sink.values('agent', 'skipped').length,
      failed: sink.values('check', 'status').filter((status) => status !== '0i').length,
    })
    const [before, cpu, own] = [seen(), treeCpuSeconds(pid), ownCpuSeconds(pid)]
    await sleep(MEASURE_MS)
    const [after, seconds] = [seen(), treeCpuSeconds(pid) - cpu]
    const late = sink.values('agent', 'late_ms_p95').slice(before.reports).map(Number)
    const skipped = sink.values('agent', 'skipped').slice(before.reports)
    const share = (value: number) => (value * 100_000) / MEASURE_MS
    return [
      { name: 'scale_cpu', value: share(seconds), unit: '% of a core, agent and fping' },
      { name: 'scale_cpu_agent', value: share(ownCpuSeconds(pid) - own), unit: '% of a core, agent alone' },
      { name: 'scale_polls', value: after.polls - before.polls, unit: 'SNMP polls a minute' },
      { name: 'scale_readouts', value: after.readOuts - before.readOuts, unit: 'ICMP read-outs a minute' },
      { name: 'scale_skipped', value: skipped.reduce((sum, text) => sum + Number.parseInt(text, 10), 0), unit: 'runs' },
      { name: 'scale_late_p95', value: Math.max(...late), unit: `ms, worst of ${late.length} reports` },
      { name: 'scale_failed', value: after.failed - before.failed, unit: 'runs' },
      { name: 'scale_rss', value: rssMiB(pid), unit: 'MiB' },
      { name: 'scale_rss_peak', value: peakRssMiB(pid), unit: 'MiB' },
      { name: 'scale_fping_rss', value: childrenOf(pid).reduce((sum, child) => sum + rssMiB(child), 0), unit: 'MiB' },
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the agent's process takes by itself: all but the programs that it keeps running. */
const ownCpuSeconds = (pid: number): number =>
  childrenOf(pid).reduce((rest, child) => rest - treeCpuSeconds(child), treeCpuSeconds(pid))

function scalePlan(snmpPort: number): Plan {
  const plan = planOf(DEVICES, snmpPort)
  const { intervalMs, timeoutMs } = checkKinds.icmp.pace
  const echoes = Array.from({ length: TARGETS }, (_, n): Check => {
    const address = icmpAddress(n)
    return {
      id: `s${n % 33}/h${n}/icmp@hub`,
      kind: 'icmp',
      target: address,
      vantage: 'hub',
      node: `s${n % 33}/h${n}`,
      intervalMs,
      timeoutMs,
      tags: { site: `s${n % 33}`, device: `h${n}` },
      config: checkKinds.icmp.config.parse({ address, periodMs: PERIOD_MS }),
    }
  })
  return { ...plan, checks: [...plan.checks, ...echoes] }
}
