import type { MailPostureConfig } from '@vonggac/model/inventory'
import { absent, type Finding, type Flaw, judged, weak, wrong } from './finding.ts'
import { type Lookups, textsOf } from './lookups.ts'
import { parseTags, type Tags } from './tags.ts'

/** Names above a domain that are asked: deeper ones do not occur (RFC 9989 stops after eight). */
const MAX_ABOVE = 8
/** Report addresses whose domain is asked whether it wants the reports. */
const MAX_REPORTS = 8

type Policy = MailPostureConfig['leastPolicy']

const policies: readonly string[] = ['none', 'quarantine', 'reject']

/** Looks at the policy of a domain, or of the one above it that speaks for it (RFC 7489). */
export async function lookAtDmarc(
  domain: string,
  { require, leastPolicy }: Pick<MailPostureConfig, 'require' | 'leastPolicy'>,
  lookups: Lookups,
): Promise<Finding> {
  const labels = domain.split('.')
  for (let above = 0; above <= MAX_ABOVE && labels.length - above >= 2; above++) {
    const owner = labels.slice(above).join('.')
    const texts = await textsOf(`_dmarc.${owner}`, 'v=DMARC1', lookups)
    if (texts.length > 1)
      return judged('dmarc', [wrong(`${texts.length} DMARC records under _dmarc.${owner}: none of them counts`)], '')
    if (texts.length === 0) continue
    const { flaws, good, reports } = judgeDmarc(texts[0]!, { leastPolicy, isAbove: above > 0 })
    const unwanted = await unwantedReports(owner, reports, lookups)
    return judged('dmarc', [...flaws, ...unwanted], above > 0 ? `${good}, from ${owner}` : good)
  }
  const hint = `publish one under _dmarc.${domain}, such as "v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}"`
  return absent('dmarc', require.includes('dmarc'), `${domain} has no DMARC record: ${hint}`)
}

/** What is wrong with a DMARC record; `isAbove`: it stands at a domain above ours, whose `sp` counts for us. Pure. */
export function judgeDmarc(text: string, { leastPolicy, isAbove }: { leastPolicy: Policy; isAbove: boolean }) {
  const { values, faults } = parseTags(text)
  const flaws: Flaw[] = faults.map((fault) => wrong(fault))
  const policy = values.get('p')?.toLowerCase()
  const below = values.get('sp')?.toLowerCase()
  if (policy === undefined) flaws.push(wrong('the record has no policy (p=)'))
  for (const [name, value] of Object.entries({ p: policy, sp: below }))
    if (value !== undefined && !policies.includes(value))
      flaws.push(wrong(`${name}=${JSON.stringify(value.slice(0, 20))} is no policy`))
  const counts = (isAbove ? below : undefined) ?? policy ?? ''
  if (policies.includes(counts) && policies.indexOf(counts) < policies.indexOf(leastPolicy)) {
    const only = counts === 'none' ? 'asks nobody to do anything about forged mail' : 'is weak'
    flaws.push(weak(`the policy ${counts} ${only}: once the reports are clean, raise it to ${leastPolicy}`))
  }
  const pct = values.get('pct')
  if (pct !== undefined && !/^(\d{1,2}|100)$/.test(pct))
    flaws.push(wrong(`pct=${JSON.stringify(pct.slice(0, 10))} is no percentage`))
  else if (pct !== undefined && Number(pct) < 100) flaws.push(weak(`the policy is for ${pct} % of the mail only (pct)`))
  for (const name of ['adkim', 'aspf'])
    if (!/^[rs]$/i.test(values.get(name) ?? 'r')) flaws.push(wrong(`${name} must be r or s`))
  const reports = reportAddresses(values, flaws)
  return { flaws, good: `policy ${counts}${reports.length > 0 ? ', with reports' : ''}`, reports }
}

function reportAddresses(values: Tags['values'], flaws: Flaw[]): readonly string[] {
  const addresses: string[] = []
  for (const name of ['rua', 'ruf'])
    for (const uri of values.get(name)?.split(',') ?? []) {
      const domain = /^mailto:[^@\s]+@([^@\s!]+)(!\d+[kmgt]?)?$/i.exec(uri.trim())?.[1]
      if (domain === undefined)
        flaws.push(wrong(`${name}: ${JSON.stringify(uri.trim().slice(0, 40))} is no mailto: address`))
      else addresses.push(domain.toLowerCase())
    }
  return addresses
}

/** Reports to another domain are sent only when that one says that it wants them (RFC 7489 section 7.1). */
async function unwantedReports(owner: string, domains: readonly string[], lookups: Lookups): Promise<Flaw[]> {
  const others = [...new Set(domains)].filter((each) => !isRelated(each, owner)).slice(0, MAX_REPORTS)
  const answers = await Promise.all(
    others.map((each) => textsOf(`${owner}._report._dmarc.${each}`, 'v=DMARC1', lookups)),
  )
  return others
    .filter((_, at) => answers[at]!.length === 0)
    .map((each) => weak(`${each} does not say that it wants our reports: it needs ${owner}._report._dmarc.${each}`))
}

const isRelated = (a: string, b: string) => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
