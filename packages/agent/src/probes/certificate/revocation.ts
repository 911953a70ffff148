import type { CertificateConfig } from '@vonggac/model/inventory'
import type { Certificate } from '../pki/certificate-content.ts'
import type { CertificatePath } from '../pki/certificate-path.ts'
import type { RevocationOutcome, RevocationRules, Revocations } from '../pki/revocation.ts'
import type { RevocationAnswer } from '../pki/revocation-answer.ts'
import { factsOf } from '../tls/certificate.ts'
import type { Finding } from './finding.ts'
import type { RevocationSeen } from './judgement.ts'

/** Looks up the certificates of one run; what several have in common, their issuers, is looked up once. */
export type LookUp = (path: CertificatePath) => Promise<RevocationSeen | undefined>

interface Deps {
  readonly revocations: Revocations
  readonly nowMs: number
  readonly signal: AbortSignal
}

export async function createLookUp(config: CertificateConfig, { revocations, nowMs, signal }: Deps): Promise<LookUp> {
  const { revocation: mode, ocspUrl, crlFiles } = config
  if (mode === 'off') return async () => undefined
  const crls = await revocations.readCrls(crlFiles, signal)
  const known = new Map<string, Promise<RevocationOutcome>>()
  const lookUp = (certificate: Certificate, issuer: Certificate, rules: RevocationRules) => {
    const key = certificate.x509.fingerprint256
    const outcome = known.get(key) ?? revocations.lookUp(certificate, issuer, rules, signal)
    known.set(key, outcome)
    return outcome
  }
  return async ({ chain }) => {
    const [own, issuer, ...above] = chain
    // Without its issuer there is nobody whose word counts; and a root vouches for itself.
    if (!issuer) return undefined
    const outcome = await lookUp(own, issuer, { mode, ocspUrl, crls })
    const findings = findingsOf(outcome, mode === 'any' ? 'warn' : 'fail')
    const issuers = [issuer, ...above]
    for (const [index, one] of issuers.slice(0, -1).entries()) {
      // An issuer names what it names: nobody could be asked for more.
      const ofIssuer = await lookUp(one, issuers[index + 1]!, { mode: 'any', crls })
      const name = factsOf(one.x509).commonName
      findings.push(
        ...findingsOf(ofIssuer, 'warn').map((finding) => ({ ...finding, text: `its issuer ${name}: ${finding.text}` })),
      )
    }
    return seen(outcome, findings, nowMs)
  }
}

function seen(
  { settled, problems }: RevocationOutcome,
  findings: readonly Finding[],
  nowMs: number,
): RevocationSeen | undefined {
  const from = settled ?? problems.find(({ thisUpdateMs }) => thisUpdateMs !== undefined)
  if (!from && findings.length === 0) return undefined
  return {
    revoked: settled?.state === 'revoked',
    source: from?.source ?? 'none',
    ageS: from?.thisUpdateMs === undefined ? undefined : (nowMs - from.thisUpdateMs) / 1_000,
    nextS: from?.nextUpdateMs === undefined ? undefined : (from.nextUpdateMs - nowMs) / 1_000,
    findings,
  }
}

/** `severity`: what it means that revocation is open. */
function findingsOf({ settled, problems }: RevocationOutcome, severity: 'warn' | 'fail'): Finding[] {
  const findings = problems.map(
    (answer): Finding => ({ verdict: verdictOf(answer), status: severity, text: answer.text }),
  )
  return settled?.state === 'revoked'
    ? [{ verdict: 'revoked', status: 'fail', text: settled.text }, ...findings]
    : findings
}

function verdictOf({ source, state }: RevocationAnswer): Finding['verdict'] {
  const by = source === 'crl' ? 'crl' : 'ocsp'
  if (state === 'unknown') return 'unknown_to_ocsp'
  if (state === 'stale') return `stale_${by}`
  return state === 'bad' ? `bad_${by}` : `no_${by}`
}
