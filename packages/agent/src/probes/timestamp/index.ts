import { createHash, randomBytes } from 'node:crypto'
import { type Clock, type Log, laps, ProbeFailure } from '@vonggac/model'
import type { TimestampConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { readAuthorities } from '../certificate/source.ts'
import type { Session } from '../http/exchange.ts'
import { createSystemAuthorities } from '../pki/authorities.ts'
import { type Certificate, readCertificate } from '../pki/certificate-content.ts'
import { createPool } from '../pki/certificate-path.ts'
import { readSignedData, type SignedData } from '../pki/cms.ts'
import { signerOf } from '../pki/cms-signature.ts'
import { DerError } from '../pki/der.ts'
import { createFetch, type Fetch } from '../pki/fetched.ts'
import { createRevocations } from '../pki/revocation.ts'
import { certificateTroubles } from '../tls/verdict.ts'
import { answers, encodeRequest, readResponse, readStampInfo, STAMP_INFO, type StampRequest } from './message.ts'
import { failureReading, type SeenStamp, stampReading } from './reading.ts'
import { grantedToken, offsetOf, offsetTroubles, signerTroubles, type Trouble } from './verdict.ts'

/** Stamps with a chain of certificates have 3 to 8 KB. */
const MAX_RESPONSE_BYTES = 128 * 1_024
const NONCE_BYTES = 8

/** Has a time-stamp made over HTTP and checks everything about it that a program would that relies on it (RFC 3161). */
export function createTimestampProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<TimestampConfig> {
  const parts: Parts = {
    clock,
    fetch: createFetch(clock),
    revocations: createRevocations(clock),
    systemAuthorities: createSystemAuthorities(),
  }
  return {
    kind: 'timestamp',
    async run(config, context) {
      context.signal.throwIfAborted()
      try {
        return stampReading(config, await stamp(config, parts, context))
      } catch (error) {
        if (error instanceof ProbeFailure && error.code !== 'local')
          return failureReading(config, error.code, error.message)
        throw error
      }
    },
  }
}

interface Parts {
  readonly clock: Clock
  readonly fetch: Fetch
  readonly revocations: ReturnType<typeof createRevocations>
  readonly systemAuthorities: () => readonly Certificate[]
}

async function stamp(config: TimestampConfig, parts: Parts, context: ProbeContext): Promise<SeenStamp> {
  const { clock } = parts
  const { signal } = context
  const trusted =
    config.caFile === undefined ? parts.systemAuthorities() : await readAuthorities(config.caFile, 'caFile', signal)
  const request = stampRequest(config)
  const start = clock.monotonic()
  const sentMs = clock.now()
  const { bytes, phases } = await ask(config, encodeRequest(request), parts, context)
  // By the clock that nobody sets, so that a step of the other in between is no offset of the authority.
  const receivedMs = sentMs + clock.monotonic() - start
  const lap = laps(clock)
  const { data, info, certificates } = readToken(bytes, request)
  const signer = await signerOf(data, certificates).catch(unreadable)
  const verify_ms = lap()
  const times = { phases, verify_ms, total_ms: clock.monotonic() - start, bytes: bytes.length }
  const offsetMs = offsetOf(info, { sentMs, receivedMs })
  const troubles: Trouble[] = offsetTroubles(offsetMs, config)
  if (config.policy !== undefined && info.policy !== config.policy)
    troubles.push({ status: 'fail', error: 'mismatch', text: `it is made under the policy ${info.policy}` })
  if ('problem' in signer) throw new ProbeFailure('tls', `the stamp proves nothing: ${signer.problem}`)
  const { certificate } = signer
  const pool = createPool(trusted, certificates)
  const about = signerTroubles(certificate, pool, config, clock.now())
  troubles.push(...about.troubles)
  const [, issuer] = about.path.chain
  if (config.revocation !== 'off' && issuer)
    troubles.push(...(await revocationTroubles(config.revocation, [certificate, issuer], parts, signal)))
  return { info, signer: certificate, offsetMs, troubles, nowMs: clock.now(), ...times }
}

function stampRequest({ hash, policy }: TimestampConfig): StampRequest {
  const nonce = randomBytes(NONCE_BYTES)
  // A number that begins with zeros would be written shorter.
  nonce[0] = (nonce[0]! & 0x7f) | 0x40
  return { digest: hash, imprint: createHash(hash).update(nonce).digest(), nonce, policy }
}

function ask(config: TimestampConfig, bytes: Buffer, { clock, fetch }: Parts, { secret, signal }: ProbeContext) {
  const { url, auth, caFile, insecure, warnDays, failDays } = config
  const judge = (session: Session) => {
    const rules = { warnDays, failDays, names: [new URL(url).hostname.replace(/^\[(.+)\]$/, '$1')] }
    const found = certificateTroubles(session.certificate, session.trustError, rules, clock.now())
    const wrong = found.filter(({ distrust }) => distrust)
    if (wrong.length > 0 && !insecure)
      throw new ProbeFailure('tls', `the server: ${wrong.map(({ text }) => text).join('; ')}`)
  }
  const basic = auth && Buffer.from(`${auth.user}:${secret(auth.password)}`).toString('base64')
  return fetch(
    {
      url,
      body: { bytes, type: 'application/timestamp-query' },
      ...(basic !== undefined && { headers: [['Authorization', `Basic ${basic}`]] }),
      maxBytes: MAX_RESPONSE_BYTES,
      caFile,
      judge,
    },
    signal,
  )
}

/** Throws a `ProbeFailure` for what is no stamp of what was sent. */
function readToken(bytes: Buffer, request: StampRequest) {
  try {
    const data: SignedData = readSignedData(grantedToken(readResponse(bytes)))
    if (data.type !== STAMP_INFO || !data.content) throw new DerError('a message that is no time-stamp')
    const info = readStampInfo(data.content)
    const fit = answers(info, request)
    if (fit !== 'yes') throw new ProbeFailure('mismatch', `the stamp is one of something else: it has ${fit}`)
    return { data, info, certificates: data.certificates.flatMap(certificateOf) }
  } catch (error) {
    if (error instanceof DerError) unreadable(error)
    throw error
  }
}

function unreadable(error: unknown): never {
  if (error instanceof DerError)
    throw new ProbeFailure('protocol', `the answer is no time-stamp: ${error.message}`, { cause: error })
  throw error
}

/** One that cannot be read is none that anything follows from. */
function certificateOf(der: Buffer): Certificate[] {
  try {
    return [readCertificate(der)]
  } catch {
    return []
  }
}

async function revocationTroubles(
  mode: 'crl' | 'ocsp' | 'any',
  [certificate, issuer]: readonly [Certificate, Certificate],
  { revocations }: Parts,
  signal: AbortSignal,
): Promise<Trouble[]> {
  const { settled, problems } = await revocations.lookUp(certificate, issuer, { mode }, signal)
  const open = problems.map(({ text }): Trouble => ({ status: mode === 'any' ? 'warn' : 'fail', error: 'tls', text }))
  if (settled?.state !== 'revoked') return open
  return [{ status: 'fail', error: 'tls', text: `its certificate was ${settled.text}` }, ...open]
}
