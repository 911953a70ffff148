import { absent, type Finding, type Flaw, judged, wrong } from './finding.ts'
import { type Lookups, textsOf } from './lookups.ts'
import { parseTags } from './tags.ts'

/** Looks at where reports about TLS go (RFC 8460). */
export async function lookAtTlsRpt(domain: string, isRequired: boolean, lookups: Lookups): Promise<Finding> {
  const name = `_smtp._tls.${domain}`
  const texts = await textsOf(name, 'v=TLSRPTv1', lookups)
  if (texts.length === 0)
    return absent('tls-rpt', isRequired, `no TLS-RPT record: publish one under ${name} to hear of failed deliveries`)
  if (texts.length > 1) return judged('tls-rpt', [wrong(`${texts.length} TLS-RPT records: none of them counts`)], '')
  return judged('tls-rpt', judgeTlsRpt(texts[0]!), 'reports are wanted')
}

/** What is wrong with a TLS-RPT record. Pure. */
export function judgeTlsRpt(text: string): Flaw[] {
  const { values, faults } = parseTags(text)
  const uris =
    values
      .get('rua')
      ?.split(',')
      .map((uri) => uri.trim()) ?? []
  const odd = uris.filter((uri) => !/^(mailto:[^@\s]+@[^@\s]+|https:\/\/[^\s]+)$/i.test(uri))
  return [
    ...faults.map((fault) => wrong(fault)),
    ...(uris.length === 0 ? [wrong('the record says not where reports go (rua=)')] : []),
    ...odd.map((uri) => wrong(`${JSON.stringify(uri.slice(0, 40))} is neither a mailto: nor an https: address`)),
  ]
}
