import { type FieldValue, int } from '@vonggac/model'
import type { Measured, Reading } from '../../probe.ts'
import { quoted } from '../quoted.ts'
import { daysLeft, inDays } from '../tls/verdict.ts'
import { errorOf, type Verdict } from './finding.ts'
import type { Judged } from './judgement.ts'
import { worstFirst } from './supersession.ts'

/** Characters of a path or a text that becomes a tag or a field. */
const MAX_TAG = 200
const MAX_TEXT = 300
/** Certificates that a detail names. */
const MAX_NAMED = 3

const words: Readonly<Record<Verdict, string>> = {
  revoked: 'revoked',
  expired: 'expired',
  untrusted: 'not trusted',
  not_yet_valid: 'not valid yet',
  mismatch: 'not the expected one',
  purpose: 'for another purpose',
  wrong_password: 'with another password',
  unreadable: 'unreadable',
  stale_crl: 'with a stale CRL',
  no_crl: 'without a CRL',
  bad_crl: 'with a CRL that proves nothing',
  stale_ocsp: 'with a stale OCSP answer',
  no_ocsp: 'without an OCSP answer',
  bad_ocsp: 'with an OCSP answer that proves nothing',
  unknown_to_ocsp: 'unknown to the OCSP responder',
  ends_soon: 'ending soon',
  weak: 'weak',
  duplicate: 'standing twice',
  superseded: 'replaced',
  good: 'good',
}

/** One status for all certificates of a check, the worst; and a point for each, worst first. Pure. */
export function certificateReading(all: readonly Judged[], incomplete: string | undefined, nowMs: number): Reading {
  const sorted = worstFirst(all)
  const measured = sorted.map((judged) => point(judged, nowMs))
  const worst = sorted[0]?.findings[0]
  const detail = [countsOf(sorted), namesOf(sorted, nowMs), incomplete && `not all was looked at: ${incomplete}`]
    .filter(Boolean)
    .join('; ')
  if (worst && worst.status !== 'ok') return { status: worst.status, error: errorOf(worst.verdict), detail, measured }
  if (all.length === 0)
    return { status: 'fail', error: 'mismatch', detail: detail || 'there is no certificate', measured }
  if (incomplete) return { status: 'warn', error: 'partial', detail, measured }
  return { status: 'ok', detail, measured }
}

/** `1 revoked, 2 expired, 46 good`. */
function countsOf(sorted: readonly Judged[]): string {
  const counts = new Map<Verdict, number>()
  for (const { verdict } of sorted) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, count]) => `${count} ${words[verdict]}`).join(', ')
}

/** The worst ones with what is wrong, or which ends first. */
function namesOf(sorted: readonly Judged[], nowMs: number): string {
  const bad = sorted.filter(({ findings: [worst] }) => worst !== undefined && worst.status !== 'ok')
  if (bad.length > 0) {
    const named = bad.slice(0, MAX_NAMED).map((judged) => `${nameOf(judged)}: ${textOf(judged)}`)
    return [...named, ...(bad.length > MAX_NAMED ? [`and ${bad.length - MAX_NAMED} more`] : [])].join('; ')
  }
  const next = sorted.filter(({ verdict }) => verdict === 'good').toSorted((a, b) => left(a, nowMs) - left(b, nowMs))[0]
  return next ? `the first to end is ${nameOf(next)}, in ${inDays(left(next, nowMs))}` : ''
}

const left = ({ entry }: Judged, nowMs: number): number =>
  entry.certificate ? daysLeft(entry.certificate.x509, nowMs) : 0

const textOf = ({ findings }: Judged): string => findings.map(({ text }) => text).join(', ')

/** The unit where there is one, then whom the certificate is for; the file where it has no name. */
function nameOf({ entry, facts }: Judged): string {
  const name = facts?.commonName ? quoted(facts.commonName).slice(1, -1) : quoted(entry.path).slice(1, -1)
  return entry.unit ? `${entry.unit.unit} (${name})` : name
}

const printable = (text: string, max: number): string => quoted(text, max).slice(1, -1)

/** Names as those of `x509_cert`; dates in Unix seconds. The serial number is a field: as a tag, each renewal would begin a new series. */
function point(judged: Judged, nowMs: number): Measured {
  const { entry, facts, findings, verdict } = judged
  const { unit, certificate } = entry
  const isGood = verdict === 'good' || verdict === 'superseded' || findings.every(({ status }) => status !== 'fail')
  const fields: Record<string, FieldValue> = {
    status: int(['ok', 'warn', 'fail'].indexOf(findings[0]?.status ?? 'ok')),
    verdict,
    verification_code: isGood ? 0n : 1n,
    ...(findings.length > 0 && { verification_error: printable(textOf(judged), MAX_TEXT) }),
    ...(unit?.holder !== undefined && { holder: printable(unit.holder, MAX_TAG) }),
    ...(unit?.contact !== undefined && { contact: printable(unit.contact, MAX_TAG) }),
    ...(certificate && facts && certificateFields(judged, nowMs)),
  }
  return {
    measurement: 'certificate_file',
    tags: {
      path: printable(entry.path, MAX_TAG),
      position: `${entry.position}`,
      ...(facts?.commonName && { subject: facts.commonName }),
      ...(unit && { unit: printable(unit.unit, MAX_TAG) }),
    },
    fields,
  }
}

function certificateFields({ entry, facts, revocation }: Judged, nowMs: number): Record<string, FieldValue> {
  const { validFromDate, validToDate, serialNumber, fingerprint256, issuer } = entry.certificate!.x509
  const seconds = (ms: number) => int(Number.isFinite(ms) ? ms / 1_000 : 0)
  const fields: Record<string, FieldValue> = {
    not_before: seconds(validFromDate.getTime()),
    not_after: seconds(validToDate.getTime()),
    expiry: seconds(validToDate.getTime() - nowMs),
    serial_number: serialNumber.slice(0, 64),
    fingerprint_sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    issuer: printable(/^CN=(.*)$/m.exec(issuer ?? '')?.[1] ?? '', MAX_TAG),
    key_type: facts!.keyType,
    key_bits: int(facts!.keyBits),
    signature_algorithm: facts!.signature,
  }
  if (!revocation) return fields
  fields.revoked = revocation.revoked
  fields.revocation_source = revocation.source
  const name = revocation.source === 'crl' ? 'crl' : 'ocsp'
  if (revocation.ageS !== undefined) fields[`${name}_age_s`] = int(revocation.ageS)
  if (revocation.nextS !== undefined) fields[`${name}_next_update_s`] = int(revocation.nextS)
  return fields
}
