import type { X509Certificate } from 'node:crypto'
import { DerError } from '../pki/der.ts'
import { isSignedBy, type OcspAnswer, parseOcsp, serialText } from '../pki/ocsp.ts'
import type { Trouble } from './verdict.ts'

/** Clocks may differ this much, ms. */
const SKEW_MS = 300_000

/** What the stapled answer means for a certificate. */
export interface Revocation {
  /** `none` without an answer; `expired` and `unverified` when it proves nothing. */
  readonly state: 'none' | 'good' | 'revoked' | 'unknown' | 'expired' | 'unverified' | 'unreadable'
  readonly answer?: OcspAnswer
  readonly troubles: readonly Trouble[]
}

/** Judges the stapled answer. Pure. */
export function revocationOf(
  staple: Buffer | undefined,
  [own, issuer]: readonly X509Certificate[],
  { required, nowMs }: { readonly required: boolean; readonly nowMs: number },
): Revocation {
  const trouble = (text: string, status: Trouble['status'] = required ? 'fail' : 'warn'): Trouble[] => [
    { status, text },
  ]
  if (!staple || staple.length === 0)
    return { state: 'none', troubles: required ? trouble('the server staples no OCSP answer') : [] }
  try {
    const response = parseOcsp(staple)
    const answer = response.answers.get(serialText(own!.serialNumber))
    if (!answer) return { state: 'unknown', troubles: trouble('the stapled OCSP answer is about another certificate') }
    const untrusted = !issuer || !isSignedBy(response, issuer)
    if (untrusted)
      return {
        state: 'unverified',
        answer,
        troubles: trouble(
          issuer
            ? 'the stapled OCSP answer is not signed by the issuer'
            : 'the stapled OCSP answer cannot be checked: the issuer is not known',
        ),
      }
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 16)
    if (answer.status === 'revoked')
      return {
        state: 'revoked',
        answer,
        troubles: trouble(`the certificate was revoked at ${day(answer.revokedAtMs!)}`, 'fail'),
      }
    if (answer.nextUpdateMs !== undefined && answer.nextUpdateMs + SKEW_MS < nowMs)
      return {
        state: 'expired',
        answer,
        troubles: trouble(`the stapled OCSP answer was good until ${day(answer.nextUpdateMs)}`),
      }
    if (answer.thisUpdateMs - SKEW_MS > nowMs)
      return { state: 'expired', answer, troubles: trouble('the stapled OCSP answer is of the future') }
    if (answer.status === 'unknown')
      return { state: 'unknown', answer, troubles: trouble('the OCSP responder does not know the certificate') }
    return { state: 'good', answer, troubles: [] }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return { state: 'unreadable', troubles: trouble(`the stapled OCSP answer cannot be read: ${error.message}`) }
  }
}
