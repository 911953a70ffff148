import type { X509Certificate } from 'node:crypto'
import { type FieldValue, int } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import type { Failure } from '../target-failure.ts'
import { type Facts, factsOf, weaknesses } from './certificate.ts'
import type { Revocation } from './revocation.ts'
import type { SeenSession } from './session.ts'
import type { SoughtRevocation } from './sought-revocation.ts'
import { certificateTroubles, daysLeft, inDays, type Trouble } from './verdict.ts'

const versions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** What is known beside the session itself. */
interface Looked {
  /** What the server staples. */
  readonly revocation: Revocation
  readonly sought: SoughtRevocation
  readonly nowMs: number
}

/** What a session says about its server: a point for each certificate of the chain, and the verdict. */
export function tlsReading(config: TlsConfig, seen: SeenSession, { revocation, sought, nowMs }: Looked): Reading {
  const { chain, trustError, version } = seen
  const names = [config.serverName ?? config.host, ...config.names]
  const facts = chain.map(factsOf)
  const own = certificateTroubles(chain[0], trustError, { ...config, names }, nowMs)
  const troubles: Trouble[] = [
    ...own,
    ...chainTroubles(chain, config, nowMs),
    ...revocation.troubles,
    ...sought.troubles,
    ...(versions.indexOf(version) < versions.indexOf(config.minVersion)
      ? [{ status: 'warn' as const, text: `the server speaks ${version}, expected ${config.minVersion} or newer` }]
      : []),
    ...facts.flatMap((one, position) => weaknesses(one, position)),
  ]
  const measured = chain.map((certificate, position) =>
    point(config, certificate, {
      facts: facts[position]!,
      position,
      isValid: [...own, ...sought.troubles].every((t) => !t.distrust),
      nowMs,
      troubles,
    }),
  )
  measured[0] = {
    ...measured[0]!,
    fields: { ...measured[0]!.fields, ...sessionFields(seen, revocation), ...sought.fields },
  }
  const good = [summary(seen, revocation, nowMs), sought.summary].filter(Boolean).join(', ')
  return { ...verdict(config, troubles, good), measured }
}

/** What a check is asked of a certificate that is only a part of it. */
export type PeerRules = Pick<TlsConfig, 'host' | 'port' | 'serverName' | 'insecure' | 'warnDays' | 'failDays'>

/**
 * The certificate of a server that other things are asked of. Revocation is the affair of the kind `tls`. The error `tls`: it may
 * be another server than it says.
 */
export const peerReading = (
  { host, port, serverName, insecure, warnDays, failDays }: PeerRules,
  session: SeenSession,
  nowMs: number,
): Reading =>
  tlsReading(
    {
      ...{ host, port, insecure, warnDays, failDays, ...(serverName !== undefined && { serverName }) },
      ...{ names: [], minVersion: 'TLSv1.2', ocsp: 'ignore', revocation: 'off' },
    },
    session,
    { revocation: { state: 'none', troubles: [] }, sought: { troubles: [], fields: {}, summary: '' }, nowMs },
  )

/** A server that could not be looked at. */
export const tlsFailureReading = ({ error, detail }: Failure): Reading => ({
  status: 'fail',
  error,
  detail,
  measured: [],
})

function verdict({ insecure }: TlsConfig, troubles: readonly Trouble[], good: string): Omit<Reading, 'measured'> {
  const texts = troubles.map(({ text }) => text)
  const worst = troubles.some(({ status }) => status === 'fail') ? 'fail' : 'warn'
  if (texts.length === 0) return { status: 'ok', detail: good }
  if (insecure) return { status: 'ok', detail: `${good}; not checked (\`insecure\`), but: ${texts.join('; ')}` }
  const isTrust = troubles.some(({ distrust }) => distrust)
  return { status: worst, error: isTrust ? 'tls' : 'threshold', detail: `${texts.join('; ')} (${good})` }
}

function summary({ version, cipher, chain }: SeenSession, { state }: Revocation, nowMs: number): string {
  const days = daysLeft(chain[0], nowMs)
  const good = days >= 0 ? `, certificate good for ${inDays(days)}` : ''
  return `${version}, ${cipher}${good}${state === 'none' ? '' : `, OCSP ${state}`}`
}

/** An issuer that ends soon ends every certificate below it. Its own trust is OpenSSL's affair. */
function chainTroubles(chain: readonly X509Certificate[], { warnDays, failDays }: TlsConfig, nowMs: number): Trouble[] {
  return chain.slice(1).flatMap((certificate, index) => {
    const days = daysLeft(certificate, nowMs)
    const isRoot = certificate.subject === certificate.issuer
    if (isRoot || !(days >= 0) || days >= Math.max(warnDays, failDays)) return []
    const status = days < failDays ? ('fail' as const) : ('warn' as const)
    return [{ status, text: `certificate ${index + 2} of the chain ends in ${inDays(days)}` }]
  })
}

interface About {
  readonly facts: Facts
  readonly position: number
  readonly isValid: boolean
  readonly nowMs: number
  readonly troubles: readonly Trouble[]
}

/** Telegraf's names; dates in Unix seconds. The serial number is a field: as a tag, each renewal would begin a new series. */
function point({ host, port }: TlsConfig, certificate: X509Certificate, about: About): Measured {
  const { facts, position, isValid, nowMs, troubles } = about
  const { validFromDate, validToDate, serialNumber, fingerprint256 } = certificate
  const seconds = (ms: number) => int(Number.isFinite(ms) ? ms / 1_000 : 0)
  const fields: Record<string, FieldValue> = {
    startdate: seconds(validFromDate.getTime()),
    enddate: seconds(validToDate.getTime()),
    age: seconds(nowMs - validFromDate.getTime()),
    expiry: seconds(validToDate.getTime() - nowMs),
    serial_number: serialNumber.slice(0, 64),
    fingerprint_sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    key_type: facts.keyType,
    key_bits: int(facts.keyBits),
    signature_algorithm: facts.signature,
  }
  if (position === 0) {
    fields.verification_code = isValid ? 0n : 1n
    const wrong = troubles.filter(({ distrust }) => distrust)
    if (!isValid) fields.verification_error = wrong.map(({ text }) => text).join('; ')
  }
  const type = position === 0 ? 'leaf' : facts.isSelfIssued ? 'root' : 'intermediate'
  return {
    measurement: 'x509_cert',
    tags: {
      source: `${host}:${port}`,
      position: `${position}`,
      type,
      ...(facts.commonName && { common_name: facts.commonName }),
    },
    fields,
  }
}

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

function sessionFields({ version, cipher, phases, staple }: SeenSession, { state, answer }: Revocation) {
  const fields: Record<string, FieldValue> = { tls_version: version, cipher, ocsp_stapled: staple !== undefined }
  for (const [name, value] of Object.entries(phases)) fields[name] = ms(value)
  if (staple !== undefined) fields.ocsp_status = state
  if (answer) {
    fields.ocsp_produced_at = int(answer.producedAtMs / 1_000)
    fields.ocsp_this_update = int(answer.thisUpdateMs / 1_000)
    if (answer.nextUpdateMs !== undefined) fields.ocsp_next_update = int(answer.nextUpdateMs / 1_000)
  }
  return fields
}
