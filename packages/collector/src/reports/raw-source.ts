import type { Store } from '../store/store.ts'
import { readRuns } from './histories.ts'
import type { Source } from './notes.ts'

/** Histories from the results as they were written, and from nothing else: what evidence rests on. */
export const rawSource = (store: Store): Source => ({
  runs: (check, span, signal) => readRuns(store, check, span, signal),
  exactFrom: (_, span) => span.from,
  knownFrom: store.rawSince(),
  notes: () => [],
})
