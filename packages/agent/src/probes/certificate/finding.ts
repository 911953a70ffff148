import type { ErrorCode, Status } from '@vonggac/model'

/**
 * What a certificate comes to, worst first: where several things are wrong, the first one gives the verdict. Part of what is stored:
 * add, never rename.
 */
export const verdicts = [
  'revoked',
  'expired',
  'untrusted',
  'not_yet_valid',
  'mismatch',
  'purpose',
  'wrong_password',
  'unreadable',
  'stale_crl',
  'no_crl',
  'bad_crl',
  'stale_ocsp',
  'no_ocsp',
  'bad_ocsp',
  'unknown_to_ocsp',
  'ends_soon',
  'weak',
  'duplicate',
  'superseded',
  'good',
] as const
export type Verdict = (typeof verdicts)[number]

/** One thing that is wrong with a certificate. */
export interface Finding {
  readonly verdict: Exclude<Verdict, 'good'>
  readonly status: Exclude<Status, 'unknown'>
  readonly text: string
}

const ranks: Readonly<Record<Status, number>> = { fail: 0, warn: 1, unknown: 2, ok: 3 }

/** Worst first. */
export const bySeverity = (a: Finding, b: Finding): number =>
  ranks[a.status] - ranks[b.status] || verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict)

/** The error of a check whose worst certificate has this verdict. */
export function errorOf(verdict: Verdict): ErrorCode {
  if (verdict === 'wrong_password') return 'auth'
  if (verdict === 'mismatch' || verdict === 'purpose' || verdict === 'unreadable' || verdict === 'duplicate')
    return 'mismatch'
  if (verdict === 'ends_soon' || verdict === 'weak' || verdict.startsWith('stale_')) return 'threshold'
  return 'tls'
}
