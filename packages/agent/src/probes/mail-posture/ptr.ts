import { reversed } from '../../ip-bytes.ts'
import { canonicalIPv6 } from '../dns/record-text.ts'
import { type Finding, judged, weak, wrong } from './finding.ts'
import { addressesOf, type Lookups } from './lookups.ts'

/** Names of an address that are asked back. */
const MAX_NAMES = 5

/** Looks whether an address has a name that leads back to it: mail from others is refused by many. */
export async function lookAtPtr(address: string, isSender: boolean, lookups: Lookups): Promise<Finding> {
  const zone = address.includes(':') ? 'ip6.arpa' : 'in-addr.arpa'
  const { records } = await lookups.ask(`${reversed(address)}.${zone}`, 'PTR')
  const flaw = isSender ? (text: string) => wrong(text, 'mismatch') : (text: string) => weak(text)
  if (records.length === 0)
    return judged('ptr', [flaw(`${address} has no name (PTR): have its provider set one`)], '', address)
  const back = await Promise.all(records.slice(0, MAX_NAMES).map((name) => addressesOf(name, lookups)))
  const confirmed = records.find((_, at) => back[at]?.map(canonicalIPv6).includes(canonicalIPv6(address)))
  if (confirmed !== undefined) return judged('ptr', [], `${address} is ${confirmed}`, address)
  return judged('ptr', [flaw(`${address} is called ${records[0]}, and that name is not ${address}`)], '', address)
}
