import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Status } from '@vonggac/model'
import { quoted } from '../quoted.ts'

const DAY_MS = 86_400_000
/** Names of a certificate that a detail lists. */
const MAX_NAMES_SHOWN = 5

/** Something about a session or a certificate that somebody must look at. */
export interface Trouble {
  readonly status: Exclude<Status, 'ok' | 'unknown'>
  readonly text: string
  /** Set when the server may be another than it says: nothing confidential may be sent to it. */
  readonly distrust?: true
}

/** What is asked of a certificate. */
export interface CertificateRules {
  readonly warnDays: number
  readonly failDays: number
  readonly names: readonly string[]
}

/** What OpenSSL found about the chain. */
const trustTexts: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself and not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends in a certification authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the issuer is unknown: an intermediate certificate is missing, or its certification authority is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT:
    'the issuer of a certificate in the chain is unknown: its certification authority is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the issuer is unknown: an intermediate certificate is missing, or its certification authority is not trusted here',
  CERT_SIGNATURE_FAILURE: 'a signature in the chain is wrong',
  CERT_NOT_YET_VALID: 'a certificate of the chain is not valid yet',
  CERT_HAS_EXPIRED: 'a certificate of the chain has expired',
  CERT_REVOKED: 'a certificate of the chain is revoked',
  CERT_UNTRUSTED: 'the certification authority is not trusted for servers',
  INVALID_PURPOSE: 'the certificate is not made for servers',
  INVALID_CA: 'a certificate signs others without being allowed to',
  CERT_CHAIN_TOO_LONG: 'the chain is too long',
}

/** Whole and tenth days from now until the certificate ends; negative when it has. NaN when its date cannot be read. */
export const daysLeft = ({ validToDate }: X509Certificate, nowMs: number): number =>
  (validToDate.getTime() - nowMs) / DAY_MS

/** Everything wrong with a server's certificate, worst first. `trustError` is OpenSSL's code for the chain, if any. */
export function certificateTroubles(
  certificate: X509Certificate,
  trustError: string | undefined,
  { warnDays, failDays, names }: CertificateRules,
  nowMs: number,
): Trouble[] {
  const troubles: Trouble[] = []
  const fail = (text: string) => void troubles.push({ status: 'fail', text, distrust: true })
  const days = daysLeft(certificate, nowMs)
  const fromMs = certificate.validFromDate.getTime()
  if (Number.isNaN(days) || Number.isNaN(fromMs)) fail('the dates of the certificate cannot be read')
  else if (days < 0) fail(`the certificate expired on ${day(certificate.validToDate)}, ${inDays(-days)} ago`)
  else if (fromMs > nowMs) fail(`the certificate is valid only from ${day(certificate.validFromDate)} on`)
  const expired = trustError === 'CERT_HAS_EXPIRED' && days < 0
  const early = trustError === 'CERT_NOT_YET_VALID' && fromMs > nowMs
  if (trustError !== undefined && !expired && !early)
    fail(trustTexts[trustError] ?? `the certificate is not trusted (${trustError})`)
  for (const name of names) {
    if (!hasName(certificate, name)) fail(`the certificate is not for ${name} but for ${namesOf(certificate)}`)
  }
  if (days >= 0 && days < Math.max(warnDays, failDays))
    troubles.push({
      status: days < failDays ? 'fail' : 'warn',
      text: `the certificate ends in ${inDays(days)}, on ${day(certificate.validToDate)}`,
    })
  return troubles.sort((a, b) => Number(a.status === 'warn') - Number(b.status === 'warn'))
}

/** Whether the certificate is for this name or address (RFC 6125, by OpenSSL). */
export function hasName(certificate: X509Certificate, name: string): boolean {
  if (isIP(name)) return certificate.checkIP(name) !== undefined
  return certificate.checkHost(name, { subject: 'default', partialWildcards: false }) !== undefined
}

/** The names of a certificate for people: few of them, nothing unprintable. */
function namesOf(certificate: X509Certificate): string {
  const all = certificate.subjectAltName
  if (all === undefined) return `no name at all (subject ${quoted(certificate.subject ?? '')})`
  const names = all
    .split(', ', MAX_NAMES_SHOWN + 1)
    .map((name) => quoted(name.replace(/^(DNS|IP Address):/, '')).slice(1, -1))
  return names.length > MAX_NAMES_SHOWN ? `${names.slice(0, MAX_NAMES_SHOWN).join(', ')} and more` : names.join(', ')
}

const day = (date: Date): string => date.toISOString().slice(0, 10)

/** `12 days`, and hours where days are too coarse. */
export function inDays(days: number): string {
  if (days >= 2) return `${Math.floor(days)} days`
  const hours = Math.floor(days * 24)
  return hours === 1 ? '1 hour' : `${hours} hours`
}
