import type { Certificate } from './certificate-content.ts'
import { DerError } from './der.ts'
import { isAbout, isSignedBy, type OcspAnswer, OcspRefusal, parseOcsp, SKEW_MS, serialText } from './ocsp.ts'
import { moment, type RevocationAnswer } from './revocation-answer.ts'

/** An answer that does not say when the next is due is believed for so long, ms. */
const MAX_AGE_MS = 86_400_000

interface Question {
  readonly certificate: Certificate
  readonly issuer: Certificate
  readonly nowMs: number
  /** What was sent against replays; none for a stapled answer, which nobody asked for. */
  readonly nonce?: Buffer
}

/** What is wrong with an answer, or what it says: the finest that is told of it. */
export interface OcspVerdict extends RevocationAnswer {
  readonly kind:
    | 'good'
    | 'revoked'
    | 'unknown'
    | 'expired'
    | 'unverified'
    | 'unreadable'
    | 'other'
    | 'refused'
    | 'replayed'
  readonly answer?: OcspAnswer
}

/** Judges the bytes that came as an OCSP answer. Never rejects for what is in them. */
export async function ocspVerdict(bytes: Buffer, question: Question): Promise<OcspVerdict> {
  try {
    return await judge(bytes, question)
  } catch (error) {
    if (error instanceof OcspRefusal) return { source: 'ocsp', state: 'missing', kind: 'refused', text: error.message }
    if (!(error instanceof DerError)) throw error
    return {
      source: 'ocsp',
      state: 'bad',
      kind: 'unreadable',
      text: `the OCSP answer cannot be read: ${error.message}`,
    }
  }
}

async function judge(bytes: Buffer, { certificate, issuer, nowMs, nonce }: Question): Promise<OcspVerdict> {
  const response = parseOcsp(bytes)
  const answer = response.answers.get(serialText(certificate.content.serial.toString('hex')))
  const bad = (kind: OcspVerdict['kind'], text: string): OcspVerdict => ({
    source: 'ocsp',
    state: 'bad',
    kind,
    text,
    ...(answer && { answer }),
  })
  if (!answer || !isAbout(answer, issuer)) return bad('other', 'the OCSP answer is about another certificate')
  if (!(await isSignedBy(response, issuer.x509, nowMs)))
    return bad('unverified', 'the OCSP answer is not signed by the issuer or whom it has charged with that')
  if (nonce && response.nonce && !response.nonce.equals(nonce))
    return bad('replayed', 'the OCSP answer is one to another question: its nonce is not ours')
  const { thisUpdateMs, nextUpdateMs, status } = answer
  const known = { source: 'ocsp', thisUpdateMs, nextUpdateMs, answer } as const
  if (status === 'revoked')
    return { ...known, state: 'revoked', kind: 'revoked', text: `revoked on ${moment(answer.revokedAtMs!)}` }
  const late = staleText(answer, nowMs)
  if (late) return { ...known, state: 'stale', kind: 'expired', text: late }
  if (status === 'unknown')
    return { ...known, state: 'unknown', kind: 'unknown', text: 'the OCSP responder does not know the certificate' }
  return { ...known, state: 'good', kind: 'good', text: '' }
}

function staleText({ thisUpdateMs, nextUpdateMs }: OcspAnswer, nowMs: number): string | undefined {
  if (thisUpdateMs - SKEW_MS > nowMs) return 'the OCSP answer is of the future'
  const untilMs = nextUpdateMs ?? thisUpdateMs + MAX_AGE_MS
  return untilMs + SKEW_MS < nowMs ? `the OCSP answer was good until ${moment(untilMs)}` : undefined
}
