import type { Clock, Log, SecretRef } from '@vonggac/model'
import type { CertificateConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createSystemAuthorities } from '../pki/authorities.ts'
import { type CertificatePool, createPool, pathOf } from '../pki/certificate-path.ts'
import { readPkcs12 } from '../pki/pkcs12.ts'
import { createRevocations } from '../pki/revocation.ts'
import { factsOf } from '../tls/certificate.ts'
import type { OpenPkcs12 } from './bundle.ts'
import { type Entry, isAuthority } from './entry.ts'
import { bySeverity } from './finding.ts'
import { findingsOf, type Judged, verdictOf } from './judgement.ts'
import { certificateReading } from './reading.ts'
import { createLookUp, type LookUp } from './revocation.ts'
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
  const revocations = createRevocations(clock)
  return {
    kind: 'certificate',
    async run(config, context) {
      const { signal } = context
      signal.throwIfAborted()
      const { caFile, intermediates } = config
      const trusted = caFile === undefined ? systemAuthorities() : await readAuthorities(caFile, 'caFile', signal)
      const between = intermediates === undefined ? [] : await readAuthorities(intermediates, 'intermediates', signal)
      const source = await readSource(config, { pkcs12: opener(clock, context), signal })
      const pool = createPool(trusted, [...between, ...source.authorities])
      const nowMs = clock.now()
      const lookUp = await createLookUp(config, { revocations, nowMs, signal })
      const judged: Judged[] = []
      for (const entry of source.entries)
        if (isOwn(entry, source.entries)) judged.push(await judge(entry, { config, pool, lookUp, nowMs }))
      return certificateReading(withSuccessors(judged), source.incomplete, nowMs)
    },
  }
}

interface Rules {
  readonly config: CertificateConfig
  readonly pool: CertificatePool
  readonly lookUp: LookUp
  readonly nowMs: number
}

async function judge(entry: Entry, { config, pool, lookUp, nowMs }: Rules): Promise<Judged> {
  const { certificate, problem } = entry
  if (!certificate) {
    const findings = problem ? [problem] : []
    return { entry, facts: undefined, findings, verdict: verdictOf(findings) }
  }
  const path = pathOf(certificate, pool, nowMs)
  // Authorities take what has expired off their lists: it cannot be asked any more.
  const isOver = certificate.x509.validToDate.getTime() < nowMs
  const revocation = isOver ? undefined : await lookUp(path)
  const own = findingsOf(entry, config.checkChain ? path : undefined, config, nowMs)
  const findings = [...own, ...(revocation?.findings ?? [])].sort(bySeverity)
  return { entry, facts: factsOf(certificate.x509), findings, verdict: verdictOf(findings), revocation }
}

/** The secret is read when there is a file that it may open, and not before. */
const opener =
  (clock: Clock, { secret, signal }: ProbeContext) =>
  (password: SecretRef | undefined): OpenPkcs12 =>
  (bytes) =>
    readPkcs12(bytes, password && secret(password), { clock, signal })

/** Of the file of a unit only its own certificates are judged, not the authorities that come with them. */
function isOwn(entry: Entry, all: readonly Entry[]): boolean {
  const { unit, path, certificate } = entry
  if (!unit || !certificate || !isAuthority(certificate)) return true
  return !all.some(
    (other) => other.unit === unit && other.path === path && other.certificate && !isAuthority(other.certificate),
  )
}
