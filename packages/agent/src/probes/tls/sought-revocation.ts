import { type FieldValue, int } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import type { Certificate } from '../pki/certificate-content.ts'
import { createPool, pathOf } from '../pki/certificate-path.ts'
import type { RevocationOutcome, Revocations } from '../pki/revocation.ts'
import { bothOf, type Revocation } from './revocation.ts'
import type { SeenSession } from './session.ts'
import type { Trouble } from './verdict.ts'

/** What was found out about the server's certificate beside what it staples. */
export interface SoughtRevocation {
  readonly troubles: readonly Trouble[]
  readonly fields: Readonly<Record<string, FieldValue>>
  /** For the line of a good session: `CRL good`; empty when it is open. */
  readonly summary: string
}

const NOTHING: SoughtRevocation = { troubles: [], fields: {}, summary: '' }

interface Deps {
  readonly revocations: Revocations
  /** Those that are trusted: servers need not send their root. */
  readonly authorities: () => Promise<readonly Certificate[]>
  readonly nowMs: number
  readonly signal: AbortSignal
}

/** Asks the responder of the certificate's issuer and fetches its CRL, as the check says. Rejects with `signal.reason` alone. */
export async function soughtRevocation(
  { revocation: mode }: TlsConfig,
  { chain }: SeenSession,
  staple: Revocation,
  { revocations, authorities, nowMs, signal }: Deps,
): Promise<SoughtRevocation> {
  if (mode === 'off' || mode === 'staple') return NOTHING
  if (mode === 'any' && (staple.state === 'good' || staple.state === 'revoked')) return NOTHING
  const status = mode === 'any' ? 'warn' : 'fail'
  const [certificate, sent] = chain.slice(0, 2).map(bothOf)
  const issuer = sent ?? (certificate && (await issuerOf(certificate, authorities, nowMs)))
  if (!certificate || !issuer)
    return { ...NOTHING, troubles: [{ status, text: 'revocation cannot be looked up: the issuer is not known' }] }
  const outcome = await revocations.lookUp(certificate, issuer, { mode }, signal)
  const open = outcome.problems.map(({ text }): Trouble => ({ status, text }))
  const { settled } = outcome
  if (!settled) return { ...NOTHING, troubles: open, fields: fieldsOf(outcome, nowMs) }
  const revoked: Trouble[] =
    settled.state === 'revoked' ? [{ status: 'fail', text: `the certificate was ${settled.text}`, distrust: true }] : []
  const summary = `${settled.source === 'crl' ? 'CRL' : 'OCSP responder'} ${settled.state}`
  return { troubles: [...revoked, ...open], fields: fieldsOf(outcome, nowMs), summary }
}

async function issuerOf(certificate: Certificate, authorities: Deps['authorities'], nowMs: number) {
  return pathOf(certificate, createPool(await authorities(), []), nowMs).chain[1]
}

function fieldsOf({ settled, problems }: RevocationOutcome, nowMs: number): Record<string, FieldValue> {
  const from = settled ?? problems.find(({ thisUpdateMs }) => thisUpdateMs !== undefined)
  const fields: Record<string, FieldValue> = settled ? { revoked: settled.state === 'revoked' } : {}
  if (!from) return fields
  fields.revocation_source = from.source
  if (from.source === 'crl' && from.thisUpdateMs !== undefined)
    fields.crl_age_s = int((nowMs - from.thisUpdateMs) / 1_000)
  if (from.source === 'crl' && from.nextUpdateMs !== undefined)
    fields.crl_next_update_s = int((from.nextUpdateMs - nowMs) / 1_000)
  return fields
}
