import { Worker } from 'node:worker_threads'
import type { Clock } from '@vonggac/model'
import type { CalendarOptions, CalendarReading } from './calendar.ts'
import type { CalendarProgress, CalendarTask } from './calendar-worker.ts'

/** One event may take this long, ms: a rule that never comes true is looked for for ever. */
const PATIENCE_MS = 2_000
/** Events that may be left out because they took too long; then the calendar is given up. */
const MAX_SKIPPED = 3
/** Memory of the worker, MiB: what a calendar of the largest size takes, several times. */
const MEMORY_MIB = 192

/**
 * `readCalendar` in a thread of its own, which is ended when an event takes too long: the rules of RFC 5545 can ask for a
 * 31 February, and looking for one does not stop. Such an event is a problem; the others are read. Never rejects but for the signal.
 */
export async function readCalendarApart(
  text: string,
  options: CalendarOptions,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<CalendarReading> {
  const skip: number[] = []
  for (;;) {
    const outcome = await attempt({ text, options: { ...options, skip } }, clock, signal)
    if ('reading' in outcome) return withSkipped(outcome.reading, skip)
    if (outcome.line === undefined || skip.length >= MAX_SKIPPED)
      return withSkipped({ events: [], problems: [outcome.why] }, skip)
    skip.push(outcome.line)
  }
}

const withSkipped = ({ events, problems }: CalendarReading, skip: readonly number[]): CalendarReading => ({
  events,
  problems: [
    ...skip.map((line) => `line ${line}: an event whose rule cannot be followed in reasonable time`),
    ...problems,
  ],
})

type Outcome = { readonly reading: CalendarReading } | { readonly line: number | undefined; readonly why: string }

function attempt(task: CalendarTask, clock: Clock, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./calendar-worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    })
    let line: number | undefined
    let cancel = () => {}
    const end = (settle: () => void) => {
      cancel()
      signal.removeEventListener('abort', stop)
      void worker.terminate()
      settle()
    }
    const stop = () => end(() => reject(signal.reason))
    const wait = () => {
      cancel()
      cancel = clock.after(PATIENCE_MS, () => end(() => resolve({ line, why: 'it takes too long to read' })))
    }
    signal.addEventListener('abort', stop, { once: true })
    worker.on('online', wait)
    worker.on('message', (said: CalendarProgress) => {
      if ('reading' in said) return end(() => resolve(said))
      line = said.line
      wait()
    })
    worker.on('error', (error) => end(() => resolve({ line, why: `it cannot be read: ${error.message}` })))
  })
}
