import type { CertificateConfig } from '@vonggac/model/inventory'
import { type Certificate, keyUsages, purposes } from '../pki/certificate-content.ts'
import type { CertificatePath, PathProblem } from '../pki/certificate-path.ts'
import { DerError } from '../pki/der.ts'
import { serialText } from '../pki/ocsp.ts'
import { quoted } from '../quoted.ts'
import { type Facts, factsOf, weaknesses } from '../tls/certificate.ts'
import { daysLeft, hasName, inDays } from '../tls/verdict.ts'
import { type Entry, isAuthority } from './entry.ts'
import { bySeverity, type Finding, type Verdict } from './finding.ts'

/** Keys on curves below this are not for signatures that must hold for years, bits. */
const MIN_EC_BITS = 256
/** Extended key usages (RFC 5280 section 4.2.1.12). */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const ANY_PURPOSE = '2.5.29.37.0'

/** A certificate with everything that is known of it. */
export interface Judged {
  readonly entry: Entry
  readonly facts: Facts | undefined
  /** What is wrong, worst first. */
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
  readonly revocation?: RevocationSeen | undefined
}

/** What was found out about revocation. */
export interface RevocationSeen {
  readonly revoked: boolean
  /** How it was looked up, such as `crl`. */
  readonly source: string
  /** Seconds since the CRL or the answer was made, and until the next one is due. */
  readonly ageS: number | undefined
  readonly nextS: number | undefined
  readonly findings: readonly Finding[]
}

const pathTexts: Readonly<Record<PathProblem, string>> = {
  'self signed': 'it is signed by itself and not trusted here',
  'unknown issuer':
    'its issuer is unknown: an intermediate certificate is missing, or its authority is not trusted here',
  'untrusted root': 'its chain ends in an authority that is not trusted here',
  'bad signature': 'the signature is not that of the issuer that it names',
  'no authority': 'a certificate of its chain signs others without being allowed to',
  'too long': 'its chain is too long',
  'issuer expired': 'a certificate of its chain has expired',
  'issuer not valid yet': 'a certificate of its chain is not valid yet',
}

/** Everything wrong with a certificate by itself. Pure. `path` none: the chain is not to be looked at. */
export function findingsOf(
  { certificate, unit }: Entry,
  path: CertificatePath | undefined,
  config: CertificateConfig,
  nowMs: number,
): Finding[] {
  if (!certificate) return []
  const findings = [
    ...dateFindings(certificate, config, nowMs),
    ...(path ? chainFindings(path, config, nowMs) : []),
    ...weakFindings(certificate),
    ...expectationFindings(certificate, unit),
  ]
  if (!isAuthority(certificate)) findings.push(...useFindings(certificate, config))
  return findings.sort(bySeverity)
}

/** Nobody checks the signature of an authority on itself: it is trusted as it is, or not at all. */
function weakFindings(certificate: Certificate): Finding[] {
  const facts = factsOf(certificate.x509)
  const place = isAuthority(certificate) && facts.isSelfIssued ? 1 : 0
  return weaknesses(facts, place, MIN_EC_BITS).map(({ text }) => ({
    verdict: 'weak',
    status: 'warn',
    text: text.replace(/^.* has a weak/, 'it has a weak'),
  }))
}

/** The verdict that findings come to, worst first. */
export const verdictOf = ([worst]: readonly Finding[]): Verdict => worst?.verdict ?? 'good'

function dateFindings({ x509 }: Certificate, { warnDays, failDays }: CertificateConfig, nowMs: number): Finding[] {
  const { validFromDate, validToDate } = x509
  const left = daysLeft(x509, nowMs)
  const fromMs = validFromDate.getTime()
  if (Number.isNaN(left) || Number.isNaN(fromMs))
    return [{ verdict: 'unreadable', status: 'fail', text: 'its dates cannot be read' }]
  if (left < 0)
    return [{ verdict: 'expired', status: 'fail', text: `expired on ${day(validToDate)}, ${inDays(-left)} ago` }]
  if (fromMs > nowMs)
    return [{ verdict: 'not_yet_valid', status: 'fail', text: `valid only from ${day(validFromDate)} on` }]
  if (left >= Math.max(warnDays, failDays)) return []
  const status = left < failDays ? 'fail' : 'warn'
  return [{ verdict: 'ends_soon', status, text: `ends in ${inDays(left)}, on ${day(validToDate)}` }]
}

function chainFindings({ chain, problem }: CertificatePath, config: CertificateConfig, nowMs: number): Finding[] {
  if (problem) return [{ verdict: 'untrusted', status: 'fail', text: pathTexts[problem] }]
  const { warnDays, failDays } = config
  return chain.slice(1).flatMap(({ x509 }): Finding[] => {
    const left = daysLeft(x509, nowMs)
    if (!(left < Math.max(warnDays, failDays))) return []
    const text = `its issuer ${quoted(factsOf(x509).commonName)} ends in ${inDays(left)}`
    return [{ verdict: 'ends_soon', status: left < failDays ? 'fail' : 'warn', text }]
  })
}

function expectationFindings({ x509 }: Certificate, unit: Entry['unit']): Finding[] {
  const findings: Finding[] = []
  const expect = (isRight: boolean, text: string) => {
    if (!isRight) findings.push({ verdict: 'mismatch', status: 'fail', text })
  }
  const plain = (text: string) => text.normalize('NFC').toLowerCase()
  const subject = (x509.subject ?? '').replaceAll('\n', ', ')
  if (unit?.subject !== undefined)
    expect(
      plain(subject).includes(plain(unit.subject)),
      `its subject is ${quoted(subject)}, expected ${quoted(unit.subject)} in it`,
    )
  if (unit?.serial !== undefined) {
    const wanted = serialText(unit.serial.replaceAll(':', ''))
    expect(serialText(x509.serialNumber) === wanted, `its serial number is ${x509.serialNumber}, expected ${wanted}`)
  }
  return findings
}

function useFindings(certificate: Certificate, config: CertificateConfig): Finding[] {
  const { names, list, units } = config
  const purpose = config.purpose ?? (list !== undefined || units ? 'sign' : 'any')
  const missing = names.filter((name) => !hasName(certificate.x509, name))
  const findings = missing.map(
    (name): Finding => ({ verdict: 'mismatch', status: 'fail', text: `it is not for ${name}` }),
  )
  const problem = purposeProblem(certificate, purpose)
  if (problem) findings.push({ verdict: 'purpose', status: 'fail', text: problem })
  return findings
}

function purposeProblem({ content }: Certificate, purpose: 'any' | 'sign' | 'server'): string | undefined {
  try {
    const usages = keyUsages(content)
    const oids = purposes(content)?.oids
    if (purpose === 'sign' && usages && !usages.has('digitalSignature') && !usages.has('nonRepudiation'))
      return `it is not for signing: its key usage is ${[...usages].join(', ') || 'nothing'}`
    if (purpose === 'server' && oids && !oids.includes(SERVER_AUTH) && !oids.includes(ANY_PURPOSE))
      return 'it is not for servers (extended key usage)'
    return undefined
  } catch (error) {
    if (error instanceof DerError) return `what it is for cannot be read: ${error.message}`
    throw error
  }
}

export const day = (date: Date): string => date.toISOString().slice(0, 10)
