import { reversed } from '../../ip-bytes.ts'
import { quoted } from '../quoted.ts'
import { type Finding, judged, wrong } from './finding.ts'
import { LookupError, type Lookups } from './lookups.ts'

/** Addresses that a text names. */
const MAX_NAMED = 3

/** Codes of lists that many use; of the others the code itself is told. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'zen.spamhaus.org': {
    '127.0.0.2': 'SBL: a source of spam',
    '127.0.0.3': 'CSS: sends like a spammer',
    '127.0.0.4': 'XBL: taken over',
    '127.0.0.9': 'DROP: a network of criminals',
    '127.0.0.10': 'PBL: not to send mail by itself',
    '127.0.0.11': 'PBL: not to send mail by itself',
  },
}

/** What a list's answers mean (RFC 5782). */
export type Listing =
  | { readonly kind: 'free' }
  | { readonly kind: 'listed'; readonly codes: readonly string[] }
  /** The list answers our name server with something else than what it knows. */
  | { readonly kind: 'refused'; readonly why: string }

/** Reads the answers. Pure. */
export function listingOf(records: readonly string[]): Listing {
  if (records.length === 0) return { kind: 'free' }
  const refusal = records.find((record) => record.startsWith('127.255.255.'))
  if (refusal !== undefined)
    return { kind: 'refused', why: `the list refuses our name server (${refusal}): ask it through one of our own` }
  const odd = records.find((record) => !record.startsWith('127.'))
  if (odd !== undefined)
    return { kind: 'refused', why: `the list answers ${odd}, which is no code: has it been shut down?` }
  return { kind: 'listed', codes: records }
}

/** Looks whether a list has any of these addresses. */
export async function lookAtDnsbl(list: string, addresses: readonly string[], lookups: Lookups): Promise<Finding> {
  const unknown = (detail: string): Finding => ({ record: 'dnsbl', subject: list, state: 'unknown', detail })
  try {
    const listings = await Promise.all(
      addresses.map(async (address) => listingOf((await lookups.ask(`${reversed(address)}.${list}`, 'A')).records)),
    )
    const refused = listings.find((each) => each.kind === 'refused')
    if (refused?.kind === 'refused') return unknown(`${list}: ${refused.why}`)
    const listed = listings.flatMap((each, at) =>
      each.kind === 'listed' ? [{ address: addresses[at]!, codes: each.codes }] : [],
    )
    if (listed.length === 0) return judged('dnsbl', [], `${list} has none of ${addresses.length} addresses`, list)
    // A list that has 127.0.0.1 has everything: that is how lists end (RFC 5782 section 5).
    if ((await lookups.ask(`1.0.0.127.${list}`, 'A')).records.length > 0)
      return unknown(`${list}: the list has every address, so that it says nothing: take it out`)
    const texts = await Promise.all(listed.slice(0, MAX_NAMED).map((each) => listingText(list, each, lookups)))
    const more = listed.length > MAX_NAMED ? ` and ${listed.length - MAX_NAMED} more` : ''
    return judged(
      'dnsbl',
      [wrong(`${list} lists ${texts.join(', ')}${more}: find out why, then ask to be taken off`, 'mismatch')],
      '',
      list,
    )
  } catch (error) {
    if (error instanceof LookupError) return unknown(`${list}: ${error.message}`)
    throw error
  }
}

async function listingText(
  list: string,
  { address, codes }: { readonly address: string; readonly codes: readonly string[] },
  lookups: Lookups,
): Promise<string> {
  const known = codes.map((code) => meanings[list.toLowerCase()]?.[code] ?? code).join(', ')
  const reason = await lookups.ask(`${reversed(address)}.${list}`, 'TXT').catch(() => undefined)
  const text = reason?.records[0]
  return `${address} (${known}${text === undefined ? '' : `: ${quoted(text)}`})`
}
