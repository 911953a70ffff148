import type { X509Certificate } from 'node:crypto'
import { isAuthority } from './entry.ts'
import { bySeverity, type Finding, verdicts } from './finding.ts'
import { day, type Judged, verdictOf } from './judgement.ts'

/** What a newer certificate puts right. */
const CURED: ReadonlySet<Finding['verdict']> = new Set(['expired', 'ends_soon', 'revoked'])

/**
 * Takes what is wrong with an old certificate for done where its holder has a newer one of the same subject and use that is in order;
 * and tells of one certificate that stands for two units. Pure; keeps the order.
 */
export function withSuccessors(all: readonly Judged[]): Judged[] {
  const successors = new Map<string, Judged>()
  for (const judged of all) {
    const { certificate } = judged.entry
    if (!certificate || isAuthority(certificate) || judged.findings.some(({ status }) => status === 'fail')) continue
    const key = identityOf(judged)
    const known = successors.get(key)
    if (!known || endOf(known) < endOf(judged)) successors.set(key, judged)
  }
  const units = unitsByFingerprint(all)
  return all.map((judged) => cured(withDuplicates(judged, units), successors.get(identityOf(judged))))
}

function cured(judged: Judged, successor: Judged | undefined): Judged {
  if (!successor || !judged.findings.some(({ verdict }) => CURED.has(verdict))) return judged
  if (endOf(successor) <= endOf(judged)) return judged
  const x509 = successor.entry.certificate!.x509
  const text = `replaced by ${short(x509)}, good until ${day(x509.validToDate)}`
  const said = judged.findings.map((finding) => finding.text).join('; ')
  return {
    ...judged,
    findings: [{ verdict: 'superseded', status: 'ok', text: `${text} (${said})` }],
    verdict: 'superseded',
  }
}

const short = ({ serialNumber }: X509Certificate): string =>
  serialNumber.length > 12 ? `serial …${serialNumber.slice(-8)}` : `serial ${serialNumber}`

const endOf = ({ entry }: Judged): number => entry.certificate?.x509.validToDate.getTime() ?? 0

/** Who holds it and what for: one may sign with one certificate and decrypt with another. */
function identityOf({ entry }: Judged): string {
  const content = entry.certificate?.content
  if (!content) return ''
  const usage = content.extensions.get('2.5.29.15')?.value.toString('hex') ?? ''
  return `${content.subject.toString('latin1')}/${usage}`
}

function unitsByFingerprint(all: readonly Judged[]): ReadonlyMap<string, ReadonlySet<string>> {
  const units = new Map<string, Set<string>>()
  for (const { entry } of all) {
    if (!entry.unit || !entry.certificate) continue
    const { fingerprint256 } = entry.certificate.x509
    units.set(fingerprint256, (units.get(fingerprint256) ?? new Set()).add(entry.unit.unit))
  }
  return units
}

function withDuplicates(judged: Judged, units: ReadonlyMap<string, ReadonlySet<string>>): Judged {
  const { unit, certificate } = judged.entry
  const others = [...((certificate && units.get(certificate.x509.fingerprint256)) ?? [])].filter(
    (one) => one !== unit?.unit,
  )
  if (!unit || others.length === 0) return judged
  const finding: Finding = {
    verdict: 'duplicate',
    status: 'warn',
    text: `the same certificate stands for ${others.slice(0, 3).join(', ')}`,
  }
  const findings = [...judged.findings, finding].sort(bySeverity)
  return { ...judged, findings, verdict: verdictOf(findings) }
}

/** Worst first, then what ends first. */
export function worstFirst(all: readonly Judged[]): Judged[] {
  const statusRank = ({ findings: [worst] }: Judged) => ['fail', 'warn', 'ok'].indexOf(worst?.status ?? 'ok')
  const rank = (judged: Judged) => verdicts.indexOf(judged.verdict)
  return all.toSorted((a, b) => statusRank(a) - statusRank(b) || rank(a) - rank(b) || endOf(a) - endOf(b))
}
