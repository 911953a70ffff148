import { type Clock, type Log, TransientError } from '@vonggac/model'
import { tierMs } from '../tier.ts'
import { type Connection, StatementError } from './connection.ts'
import type { DirtyHours } from './dirty-hours.ts'
import { identifier } from './influxql.ts'
import { rollupStatement } from './schema.ts'

/** Between two rounds. What comes in for an hour in the meantime is rolled up at once. */
export const BACK_FILL_EVERY_MS = 300_000
/** A measurement's hour of a large network takes InfluxDB some seconds; it ends a statement whose asker is gone. */
const STATEMENT_TIMEOUT_MS = 300_000
/** Between two statements at least; otherwise as long as the last one took, so that InfluxDB has half of its time for others. */
const MIN_PAUSE_MS = 5

interface Options {
  readonly connection: Connection
  readonly database: string
  readonly hours: DirtyHours
  /** Whether there are rollups to fill. Throws a `TransientError` while the server is away. */
  readonly prepare: () => Promise<boolean>
  readonly clock: Clock
  readonly log: Log
  readonly everyMs: number
}

/**
 * Rolls up every hour with new points once it is over, however late they came: a continuous query looks back an hour or two and not at
 * all while the server is down. Computes from the raw points, so doing it twice changes nothing; what fails is done in a later round.
 * Disposing ends it, and the statement under way.
 */
export function startBackFill(options: Options): AsyncDisposable {
  const { clock, everyMs, log } = options
  const stop = new AbortController()
  let said = ''
  const warn = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason !== said) log.warn('InfluxDB could not roll up an hour, it is tried again', { reason })
    said = reason
  }
  const rounds = async () => {
    for (;;) {
      await clock.sleep(everyMs, stop.signal)
      try {
        await round(options, warn, stop.signal)
      } catch (error) {
        stop.signal.throwIfAborted()
        // That the server is away is said by those who write.
        if (!(error instanceof TransientError)) warn(error)
      }
    }
  }
  const ended = rounds().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

async function round(options: Options, warn: (error: unknown) => void, signal: AbortSignal) {
  const due = options.hours.due(options.clock.now())
  if (due.length === 0 || !(await options.prepare())) return
  const measurements = await measurementsOf(options)
  for (const hour of due) {
    const done = options.hours.begin(hour)
    const failures = await rollUp(hour, measurements, options, signal)
    for (const failure of failures) warn(failure)
    if (failures.every(isForGood)) done()
  }
}

async function measurementsOf({ connection, database }: Options): Promise<string[]> {
  const [found] = await connection.command(`SHOW MEASUREMENTS ON ${identifier(database)}`)
  return found?.values.map(([name]) => String(name)) ?? []
}

/** Rolls up an hour, one measurement after the other, so that one that InfluxDB refuses costs no other. Returns what was refused. */
async function rollUp(hour: number, measurements: readonly string[], options: Options, signal: AbortSignal) {
  const { connection, database, clock } = options
  const refused: StatementError[] = []
  const where = `WHERE time >= ${hour}ms AND time < ${hour + tierMs.oneHour}ms `
  for (const measurement of measurements) {
    for (const tier of ['fiveMinutes', 'oneHour'] as const) {
      const start = clock.monotonic()
      try {
        const statement = rollupStatement(database, tier, { measurement, where })
        await connection.select(statement, { timeoutMs: STATEMENT_TIMEOUT_MS, signal })
      } catch (error) {
        if (!(error instanceof StatementError)) throw error
        refused.push(error)
      }
      await clock.sleep(Math.max(MIN_PAUSE_MS, clock.monotonic() - start), signal)
    }
  }
  return refused
}

/** The rollup of a field whose type has changed since: the points of the others are in. */
const isForGood = ({ message }: StatementError) => message.includes('partial write')
