import type { Clock } from '@vonggac/model'
import { authority, type Certificate, keyUsages } from './certificate-content.ts'
import { type Crl, revokedBy } from './crl.ts'
import { DerError } from './der.ts'
import { SKEW_MS } from './ocsp.ts'
import { moment, type RevocationAnswer } from './revocation-answer.ts'

interface Question {
  readonly certificate: Certificate
  readonly issuer: Certificate
  /** The addresses where the certificate says that its CRL is; none for a CRL of a file. */
  readonly urls: readonly string[]
}

interface Deps {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What a CRL says of a certificate (RFC 5280 section 6.3). Rejects with `signal.reason` alone. */
export async function crlVerdict(crl: Crl, question: Question, deps: Deps): Promise<RevocationAnswer> {
  try {
    return await judge(crl, question, deps)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return { source: 'crl', state: 'bad', text: `the CRL cannot be read: ${error.message}` }
  }
}

async function judge(crl: Crl, question: Question, { clock, signal }: Deps): Promise<RevocationAnswer> {
  const { certificate, issuer } = question
  const { thisUpdateMs, nextUpdateMs } = crl
  const known = { source: 'crl', thisUpdateMs, nextUpdateMs } as const
  const wrong = await strangeness(crl, question)
  if (wrong) return { ...known, state: 'bad', text: wrong }
  const revoked = revokedBy(await crl.entries(clock, signal), certificate.content.serial)
  // Also by a list that is out of date: nobody is taken off one.
  if (revoked) return { ...known, state: 'revoked', text: revokedText(revoked) }
  const nowMs = clock.now()
  if (thisUpdateMs - SKEW_MS > nowMs) return { ...known, state: 'bad', text: 'the CRL is of the future' }
  if (nextUpdateMs === undefined)
    return { ...known, state: 'stale', text: 'the CRL does not say how long it is good (no nextUpdate)' }
  if (nextUpdateMs < nowMs)
    return {
      ...known,
      state: 'stale',
      text: `the CRL of ${issuerName(issuer)} is stale: a new one was due on ${moment(nextUpdateMs)}`,
    }
  return { ...known, state: 'good', text: '' }
}

const revokedText = ({ atMs, reason }: { atMs: number; reason: string }): string =>
  `revoked on ${moment(atMs)}${reason && `: ${reason}`}`

const issuerName = ({ x509 }: Certificate): string => /^CN=(.{1,64})/m.exec(x509.subject ?? '')?.[1] ?? 'its issuer'

/** Why the CRL proves nothing of this certificate; undefined when it does. */
async function strangeness(crl: Crl, { certificate, issuer, urls }: Question): Promise<string | undefined> {
  const { scope } = crl
  if (scope.refusal !== undefined) return `the CRL cannot be used: ${scope.refusal}`
  if (!crl.issuer.equals(certificate.content.issuer)) return 'the CRL is that of another authority'
  if (keyUsages(issuer.content)?.has('cRLSign') === false) return 'the CRL is signed with a key that is not for CRLs'
  if (!(await crl.isSignedBy(issuer.x509))) return 'the CRL is not signed by the issuer'
  const isCa = authority(certificate.content).ca
  if ((scope.only === 'users' && isCa) || (scope.only === 'authorities' && !isCa) || scope.only === 'attributes')
    return `the CRL is for ${scope.only} alone`
  if (scope.urls && !scope.urls.some((url) => urls.includes(url)))
    return 'the CRL is one part of several, and not the one for this certificate'
  return undefined
}
