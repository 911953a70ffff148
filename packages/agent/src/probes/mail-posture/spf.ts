import type { MailPostureConfig } from '@vonggac/model/inventory'
import { absent, type Finding, type Flaw, judged, wrong } from './finding.ts'
import { type Lookups, textsOf } from './lookups.ts'
import { auditSpf } from './spf/audit.ts'
import { checkHost, type SpfResult } from './spf/check-host.ts'
import { parseSpf } from './spf/record.ts'

/** Looks at who may send for a domain, and whether the senders that there are may (RFC 7208). */
export async function lookAtSpf(
  { domain, require, senders }: Pick<MailPostureConfig, 'domain' | 'require' | 'senders'>,
  lookups: Lookups,
): Promise<Finding> {
  const texts = await textsOf(domain, 'v=spf1', lookups)
  if (texts.length === 0) {
    const hint = 'publish one that names your senders, such as "v=spf1 mx -all"'
    return absent('spf', require.includes('spf') || senders.length > 0, `${domain} has no SPF record: ${hint}`)
  }
  if (texts.length > 1)
    return judged('spf', [wrong(`${texts.length} SPF records: receivers take none of them. Make one of them`)], '')
  const record = parseSpf(texts[0]!)
  if (typeof record === 'string') return judged('spf', [wrong(`SPF cannot be read: ${record}`)], '')
  const { flaws, count } = await auditSpf(domain, record, lookups)
  const results = await Promise.all(senders.map((ip) => checkHost(ip, domain, lookups)))
  const refused = senders.flatMap((ip, at): Flaw[] =>
    results[at] === 'pass'
      ? []
      : [
          wrong(
            `mail from ${ip} does not pass SPF (${results[at] satisfies SpfResult | undefined}): add it`,
            'mismatch',
          ),
        ],
  )
  const passing =
    senders.length > 0 ? `, ${senders.length === 1 ? 'the sender passes' : `${senders.length} senders pass`}` : ''
  return judged('spf', [...flaws, ...refused], `${count} of 10 lookups${passing}`)
}
