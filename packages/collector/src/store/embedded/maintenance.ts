import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Log } from '@vonggac/model'
import { transaction } from '../sqlite.ts'
import { tierMs } from '../tier.ts'
import type { Sweep } from './retention.ts'
import type { Rollup } from './rollup.ts'

/** Between two rounds of rolling up, and of sweeping away what is too old. */
const ROLL_EVERY_MS = 60_000
const SWEEP_EVERY_MS = 600_000
/** Between two slices of one round, so that writes and the event loop have most of the time. */
const PAUSE_MS = 20

/** Rolls up and sweeps in the background until the returned function is called. A failure is logged, and tried again next round. */
export function startMaintenance({
  db,
  rollup,
  sweep,
  clock,
  log,
}: {
  db: DatabaseSync
  rollup: Rollup
  sweep: Sweep
  clock: Clock
  log: Log
}) {
  const stop = new AbortController()
  const slices = async (slice: () => boolean) => {
    while (!stop.signal.aborted && db.isOpen && !transaction(db, slice)) await clock.sleep(PAUSE_MS, stop.signal)
  }
  const roll = async () => {
    for (const size of [tierMs.fiveMinutes, tierMs.oneHour]) {
      let at: [number, number] | undefined = [-1, 0]
      await slices(() => {
        at = rollup.next(size, clock.now(), at!)
        return at === undefined
      })
    }
  }
  const sweepAll = async () => {
    let at: number | undefined = -1
    await slices(() => {
      at = sweep.next(clock.now(), at!)
      return at === undefined
    })
  }
  const rounds = async (every: number, work: () => Promise<void>, name: string) => {
    while (!stop.signal.aborted) {
      await clock.sleep(every, stop.signal)
      await work().catch((error: unknown) => {
        if (!stop.signal.aborted) log.warn('the embedded store could not be maintained', { work: name, error })
      })
    }
  }
  for (const round of [rounds(ROLL_EVERY_MS, roll, 'rollup'), rounds(SWEEP_EVERY_MS, sweepAll, 'retention')]) {
    round.catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
    })
  }
  return () => stop.abort()
}
