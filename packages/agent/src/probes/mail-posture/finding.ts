import type { ErrorCode } from '@vonggac/model'

/** What of a mail domain is looked at: the tag `record`. */
export type RecordName = 'mx' | 'spf' | 'dkim' | 'dmarc' | 'dnsbl' | 'ptr' | 'mta-sts' | 'tls-rpt'

/** What came of one look. */
export interface Finding {
  readonly record: RecordName
  /** What tells several of one record apart: a selector, an address, a list. */
  readonly subject?: string
  /** `absent`: not published, and not required. `unknown`: the name servers did not say. */
  readonly state: 'ok' | 'warn' | 'fail' | 'absent' | 'unknown'
  readonly error?: ErrorCode
  /** What was found and, where something is wrong, what to change: one line for people. */
  readonly detail: string
}

/** Something that is wrong, or could be better, with a record. */
export interface Flaw {
  readonly state: 'warn' | 'fail'
  readonly error: ErrorCode
  readonly text: string
}

/** What is against the standard, or harmful. */
export const wrong = (text: string, error: ErrorCode = 'protocol'): Flaw => ({ state: 'fail', error, text })

/** What is allowed, and not good. */
export const weak = (text: string, error: ErrorCode = 'mismatch'): Flaw => ({ state: 'warn', error, text })

/** A record with its flaws, the worst first; `good` is said when there are none. */
export function judged(record: RecordName, flaws: readonly Flaw[], good: string, subject?: string): Finding {
  const sorted = flaws.toSorted((a, b) => Number(a.state === 'warn') - Number(b.state === 'warn'))
  const [worst] = sorted
  const name = subject === undefined ? {} : { subject }
  if (!worst) return { record, ...name, state: 'ok', detail: good }
  const detail = sorted.map(({ text }) => text).join('; ')
  return { record, ...name, state: worst.state, error: worst.error, detail }
}

/** What is not published: bad when it must be. */
export const absent = (record: RecordName, isRequired: boolean, detail: string): Finding =>
  isRequired ? { record, state: 'fail', error: 'mismatch', detail } : { record, state: 'absent', detail }
