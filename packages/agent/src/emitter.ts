import { type Clock, checkPoint, encodePoints, type Log, type Point, type Result } from '@vonggac/model'
import { sayable } from './sayable.ts'
import type { Spool } from './spool.ts'

export interface Emitter extends AsyncDisposable {
  /** Takes a result on its way to the spool. */
  result(result: Result): void
  /** Takes points that belong to no check, such as the agent's own. */
  points(points: readonly Point[]): void
  /** Points that line protocol cannot say, dropped since the start: each is a bug in a probe, and is logged. */
  readonly unsayable: number
}

/**
 * At most one fsync in this time, unless somebody is waiting. The first result after a pause is written at once, so
 * that a `kill -9` costs what is in the middle of being measured, and next to nothing that was.
 */
const LINGER_MS = 25

/** Writes results into the spool as line protocol; an urgent one at once, and `onUrgent` is told when it is on disk. */
export function createEmitter({
  spool,
  clock,
  log,
  onUrgent,
}: {
  spool: Spool
  clock: Clock
  log: Log
  onUrgent: () => void
}): Emitter {
  let lines = ''
  let unsayable = 0
  let failures = 0
  let cancel: (() => void) | undefined
  let writing: Promise<void> = Promise.resolve()

  const encode = (points: readonly Point[], tamed = false): string => {
    try {
      return encodePoints(points)
    } catch (error) {
      if (points.length > 1) return points.map((point) => encode([point])).join('')
      if (!tamed) return encode(points.map(sayable), true)
      unsayable++
      log.error('a probe measured what line protocol cannot say: this is a bug of ours', {
        point: points[0]?.measurement,
        error,
      })
      return ''
    }
  }
  const write = () => {
    cancel?.()
    cancel = clock.after(LINGER_MS, () => {
      cancel = undefined
      if (lines) void write()
    })
    const batch = lines
    lines = ''
    writing = spool.append(batch).then(written, failed)
    return writing
  }
  /** A full disk fails forty times a second: said once, and once when it is over. */
  const failed = (error: unknown) => {
    if (failures++ === 0) log.error('the spool cannot be written: what is measured is lost until it can', { error })
  }
  const written = () => {
    if (failures > 0) log.info('the spool can be written again', { lost_writes: failures })
    failures = 0
  }
  const add = (points: readonly Point[]) => {
    lines += encode(points)
    if (!cancel) void write()
  }
  return {
    result(result) {
      add([checkPoint(result), ...result.points])
      if (result.urgent) void write().then(onUrgent)
    },
    points: add,
    get unsayable() {
      return unsayable
    },
    async [Symbol.asyncDispose]() {
      await (lines ? write() : writing)
      cancel?.()
    },
  }
}
