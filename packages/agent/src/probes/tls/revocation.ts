import type { X509Certificate } from 'node:crypto'
import { type Certificate, readContent } from '../pki/certificate-content.ts'
import { DerError } from '../pki/der.ts'
import type { OcspAnswer } from '../pki/ocsp.ts'
import { type OcspVerdict, ocspVerdict } from '../pki/ocsp-verdict.ts'
import { moment } from '../pki/revocation-answer.ts'
import type { Trouble } from './verdict.ts'

/** What the stapled answer means for a certificate. */
export interface Revocation {
  /** `none` without an answer; `expired` and `unverified` when it proves nothing. */
  readonly state: 'none' | 'good' | 'revoked' | 'unknown' | 'expired' | 'unverified' | 'unreadable'
  readonly answer?: OcspAnswer
  readonly troubles: readonly Trouble[]
}

/** Judges the stapled answer. Never rejects. */
export async function revocationOf(
  staple: Buffer | undefined,
  [own, issuer]: readonly X509Certificate[],
  { required, nowMs }: { readonly required: boolean; readonly nowMs: number },
): Promise<Revocation> {
  const status = required ? 'fail' : 'warn'
  if (!staple || staple.length === 0)
    return { state: 'none', troubles: required ? [{ status, text: 'the server staples no OCSP answer' }] : [] }
  const certificate = own && bothOf(own)
  const signer = issuer && bothOf(issuer)
  if (!certificate || !signer) {
    const text = 'the stapled OCSP answer cannot be checked: the issuer is not known'
    return { state: 'unverified', troubles: [{ status, text }] }
  }
  const verdict = await ocspVerdict(staple, { certificate, issuer: signer, nowMs })
  const answer = verdict.answer && { answer: verdict.answer }
  if (verdict.state === 'good') return { state: 'good', ...answer, troubles: [] }
  if (verdict.state === 'revoked')
    return {
      state: 'revoked',
      ...answer,
      troubles: [{ status: 'fail', text: `the certificate was revoked at ${moment(verdict.answer!.revokedAtMs!)}` }],
    }
  const text = verdict.text.replace(/^the OCSP answer/, 'the stapled OCSP answer').replace(/ or whom .*$/, '')
  return { state: STATES[verdict.kind], ...answer, troubles: [{ status, text }] }
}

const STATES: Readonly<Record<OcspVerdict['kind'], Revocation['state']>> = {
  good: 'good',
  revoked: 'revoked',
  unknown: 'unknown',
  other: 'unknown',
  expired: 'expired',
  unverified: 'unverified',
  replayed: 'unverified',
  unreadable: 'unreadable',
  refused: 'unreadable',
}

/** A certificate of a session with its content; undefined when that is no DER. */
export function bothOf(x509: X509Certificate): Certificate | undefined {
  try {
    return { x509, content: readContent(x509.raw) }
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}
