import { type Clock, laps } from '@vonggac/model'

/** How long the parts of a conversation took. */
export interface Phases {
  /** Ends a part: the time since the end of the one before goes to it. A part that comes twice is added up. */
  mark(phase: string): void
  /** Ends the whole. Only the first time counts. */
  end(): void
  /** The parts so far, ms. */
  readonly ms: Readonly<Record<string, number>>
  /** The whole, ms; undefined while it is not over. */
  readonly totalMs: number | undefined
}

export function createPhases(clock: Clock): Phases {
  const lap = laps(clock)
  const startMs = clock.monotonic()
  const ms: Record<string, number> = {}
  let totalMs: number | undefined
  return {
    mark(phase) {
      ms[phase] = (ms[phase] ?? 0) + lap()
    },
    end() {
      totalMs ??= clock.monotonic() - startMs
    },
    ms,
    get totalMs() {
      return totalMs
    },
  }
}
