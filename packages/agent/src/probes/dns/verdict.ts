import type { ErrorCode } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import type { DnsAnswer } from './message.ts'
import { expectedText } from './record-text.ts'

/** What is wrong with an answer. */
export interface Fault {
  readonly error: ErrorCode
  readonly detail: string
}

type Wanted = Pick<DnsConfig, 'type' | 'rcode' | 'expect' | 'match' | 'expectPattern' | 'dnssec'>

/** So many records are named in a text; the number of the others is told. */
const MAX_NAMED = 4
/** A longer record is cut in a text, characters. */
const MAX_SHOWN = 80

/** Whether one answer is the expected one; `undefined`: it is. `now`: Unix ms. */
export function faultOf(wanted: Wanted, answer: DnsAnswer, now: number): Fault | undefined {
  const { rcode, records } = answer
  if (rcode !== wanted.rcode) return mismatch(`${rcode} instead of ${wanted.rcode}`)
  if (wanted.rcode === 'NOERROR') {
    if (records.length === 0) return mismatch(noRecord(wanted.type, answer))
    const missed = unmet(wanted, records)
    if (missed !== undefined) return mismatch(missed)
  }
  return wanted.dnssec === 'required' ? unsigned(answer, now) : undefined
}

/** Answers of several servers that should say the same; `undefined`: they do. Of an SOA the serial is what counts. */
export function disagreement(
  type: string,
  answers: readonly { label: string; answer: DnsAnswer }[],
): Fault | undefined {
  const said = Map.groupBy(answers, ({ answer }) => essence(type, answer))
  if (said.size <= 1) return undefined
  const each = [...said].map(([text, servers]) => `${text} at ${servers.map(({ label }) => label).join(', ')}`)
  return mismatch(`the servers disagree: ${each.join('; ')}`)
}

/** Records for people: `a, b and 3 more`. */
export function named(records: readonly string[]): string {
  if (records.length === 0) return 'no record'
  const shown = records
    .slice(0, MAX_NAMED)
    .map((text) => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text))
  const more = records.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const mismatch = (detail: string): Fault => ({ error: 'mismatch', detail })

const noRecord = (type: string, { authoritative, recursionAvailable }: DnsAnswer) =>
  authoritative || recursionAvailable
    ? `the name exists, and has no record of type ${type}`
    : `no record of type ${type}: the server is none of the zone and asks no others`

function unmet({ type, expect, match, expectPattern }: Wanted, records: readonly string[]): string | undefined {
  if (expect !== undefined) {
    const wanted = expect.map((text) => expectedText(type, text))
    const missing = wanted.filter((text) => !records.includes(text))
    const surplus = match === 'exact' ? records.filter((text) => !wanted.includes(text)) : []
    const parts = [
      ...(missing.length > 0 ? [`expected and not there: ${named(missing)}`] : []),
      ...(surplus.length > 0 ? [`there and not expected: ${named(surplus)}`] : []),
    ]
    if (parts.length > 0) return parts.join('; ')
  }
  if (expectPattern === undefined) return undefined
  const pattern = new RegExp(expectPattern, 'u')
  return records.some((text) => pattern.test(text)) ? undefined : `${named(records)} does not match /${expectPattern}/`
}

/** A validating server says so; a server of the zone cannot, but it hands out signatures. */
function unsigned({ validated, authoritative, signedUntilS }: DnsAnswer, now: number): Fault | undefined {
  if (validated) return undefined
  if (signedUntilS === undefined) return mismatch('the answer is not signed (no RRSIG), and not validated (no flag AD)')
  if (!authoritative) return mismatch('the answer is signed, and the server has not validated it (no flag AD)')
  if (signedUntilS * 1_000 < now)
    return mismatch(`a signature has expired at ${new Date(signedUntilS * 1_000).toISOString()}`)
  return undefined
}

function essence(type: string, { rcode, records }: DnsAnswer): string {
  if (rcode !== 'NOERROR') return rcode
  if (type === 'SOA' && records.length === 1) return `serial ${records[0]!.split(' ')[2]}`
  return named(records)
}
