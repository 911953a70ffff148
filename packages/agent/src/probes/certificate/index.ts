import type { Clock, Log, SecretRef } from '@vonggac/model'
import type { CertificateConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createSystemAuthorities } from '../pki/authorities.ts'
import { createPool, pathOf } from '../pki/certificate-path.ts'
import { factsOf } from '../tls/certificate.ts'
import { type OpenPkcs12, WrongPasswordError } from './bundle.ts'
import { type Entry, isAuthority } from './entry.ts'
import { findingsOf, type Judged, verdictOf } from './judgement.ts'
import { certificateReading } from './reading.ts'
import { readAuthorities, readSource } from './source.ts'
import { withSuccessors } from './supersession.ts'

/** Reads certificates from files on this machine and judges each: dates, chain, use, revocation. */
export function createCertificateProbe({
  clock,
}: {
  readonly clock: Clock
  readonly log: Log
}): Probe<CertificateConfig> {
  const systemAuthorities = createSystemAuthorities()
  return {
    kind: 'certificate',
    async run(config, context) {
      const { signal } = context
      signal.throwIfAborted()
      const { caFile, intermediates } = config
      const trusted = caFile === undefined ? systemAuthorities() : await readAuthorities(caFile, 'caFile', signal)
      const between = intermediates === undefined ? [] : await readAuthorities(intermediates, 'intermediates', signal)
      const source = await readSource(config, { pkcs12: opener(context), signal })
      const pool = createPool(trusted, [...between, ...source.authorities])
      const nowMs = clock.now()
      const judged = source.entries
        .filter((entry) => isOwn(entry, source.entries))
        .map((entry): Judged => {
          const { certificate, problem } = entry
          if (!certificate)
            return { entry, facts: undefined, findings: problem ? [problem] : [], verdict: problem?.verdict ?? 'good' }
          const path = config.checkChain ? pathOf(certificate, pool, nowMs) : undefined
          const findings = findingsOf(entry, path, config, nowMs)
          return { entry, facts: factsOf(certificate.x509), findings, verdict: verdictOf(findings) }
        })
      return certificateReading(withSuccessors(judged), source.incomplete, nowMs)
    },
  }
}

const opener =
  ({ secret }: ProbeContext) =>
  (password: SecretRef | undefined): OpenPkcs12 =>
  async (_bytes) => {
    if (password) secret(password)
    throw new WrongPasswordError('PKCS#12')
  }

/** Of the file of a unit only its own certificates are judged, not the authorities that come with them. */
function isOwn(entry: Entry, all: readonly Entry[]): boolean {
  const { unit, path, certificate } = entry
  if (!unit || !certificate || !isAuthority(certificate)) return true
  return !all.some(
    (other) => other.unit === unit && other.path === path && other.certificate && !isAuthority(other.certificate),
  )
}
