import type { Clock, Point } from '@vonggac/model'
import { int } from '@vonggac/model'
import type { Emitter } from './emitter.ts'
import type { Quarantine } from './quarantine.ts'
import type { Scheduler } from './scheduler.ts'
import type { Spool } from './spool.ts'

export interface SelfDeps {
  readonly agent: string
  readonly site: string
  readonly version: string
  readonly scheduler: Scheduler
  readonly spool: Spool
  readonly emitter: Emitter
  readonly quarantine: Quarantine
  readonly clock: Clock
}

/** How often the agent reports itself; also the sign of life that the collector waits for. */
const SELF_INTERVAL_MS = 10_000
/** The first report follows the start at once, so that a new agent is seen. */
const FIRST_REPORT_MS = 1_000

/** Measures the agent itself (measurement `agent`) and keeps the spool within its bounds. Disposing stops it. */
export function startSelfMeasurement(deps: SelfDeps): Disposable {
  const { clock, spool, emitter } = deps
  const cpuPct = cpuMeter(clock)
  let cancel = clock.after(FIRST_REPORT_MS, function report() {
    spool.enforceLimits()
    emitter.points([agentPoint(deps, cpuPct())])
    cancel = clock.after(SELF_INTERVAL_MS, report)
  })
  return { [Symbol.dispose]: () => cancel() }
}

function agentPoint(
  { agent, site, version, scheduler, spool, emitter, quarantine, clock }: SelfDeps,
  cpuPct: number,
): Point {
  const { records, bytes, oldestAt } = spool.journal.stats()
  const stats = scheduler.readStats()
  return {
    measurement: 'agent',
    tags: { agent, site, version },
    fields: {
      spool_records: int(records),
      spool_bytes: int(bytes),
      spool_oldest_s: oldestAt === undefined ? 0 : Math.max(0, clock.now() - oldestAt) / 1_000,
      dropped: int(spool.dropped),
      refused: int(quarantine.lines),
      unsayable: int(emitter.unsayable),
      late_ms_p95: stats.lateMsP95,
      skipped: int(stats.skipped),
      running: int(stats.running),
      checks: int(stats.jobs),
      cpu_pct: cpuPct,
      rss_bytes: int(process.memoryUsage.rss()),
    },
    timestamp: clock.now(),
  }
}

/** CPU time of this process since the last call, as per cent of one core. */
function cpuMeter(clock: Clock): () => number {
  let usage = process.cpuUsage()
  let at = clock.monotonic()
  return () => {
    const spent = process.cpuUsage(usage)
    const elapsed = clock.monotonic() - at
    usage = process.cpuUsage()
    at = clock.monotonic()
    return elapsed > 0 ? (spent.user + spent.system) / 10 / elapsed : 0
  }
}
