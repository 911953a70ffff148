import { parentPort, workerData } from 'node:worker_threads'
import { type CalendarOptions, type CalendarReading, readCalendar } from './calendar.ts'

/** What the worker is given. */
export interface CalendarTask {
  readonly text: string
  readonly options: CalendarOptions
}

/** What it says: first, where it is about to go; at last, what it has found. */
export type CalendarProgress = { readonly line: number } | { readonly reading: CalendarReading }

const { text, options } = workerData as CalendarTask
const say = (progress: CalendarProgress) => parentPort?.postMessage(progress)
say({ reading: readCalendar(text, options, (line) => say({ line })) })
