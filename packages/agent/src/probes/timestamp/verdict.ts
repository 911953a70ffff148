import { type ErrorCode, ProbeFailure, type Status } from '@vonggac/model'
import type { TimestampConfig } from '@vonggac/model/inventory'
import { type Certificate, keyUsages, purposes } from '../pki/certificate-content.ts'
import { type CertificatePath, type CertificatePool, pathOf } from '../pki/certificate-path.ts'
import { quoted } from '../quoted.ts'
import { certificateTroubles } from '../tls/verdict.ts'
import type { StampInfo, StampResponse } from './message.ts'

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
/** Failures that are the authority's own. */
const OWN_FAILURES = /clock|system/

/** Something that is wrong with a stamp. */
export interface Trouble {
  readonly status: Exclude<Status, 'ok' | 'unknown'>
  readonly error: ErrorCode
  readonly text: string
}

/** Throws a `ProbeFailure` for an answer without a stamp. */
export function grantedToken({ status, text, failures, token }: StampResponse): Buffer {
  if (status <= 1 && token) return token
  const why = [...failures, ...(text ? [`it says ${quoted(text)}`] : [])].join('; ')
  const isOwn = failures.some((failure) => OWN_FAILURES.test(failure))
  const what =
    status <= 1 ? 'the authority grants a stamp and sends none' : `the authority makes no stamp (status ${status})`
  throw new ProbeFailure(isOwn ? 'down' : status <= 1 ? 'protocol' : 'mismatch', why ? `${what}: ${why}` : what)
}

/** The time of a stamp against ours: how far it lies outside of the time in which it must have been made. */
export function offsetOf(
  info: StampInfo,
  { sentMs, receivedMs }: { readonly sentMs: number; readonly receivedMs: number },
): number {
  // Written in whole seconds, it was made at any moment of that second.
  const [fromMs, untilMs] = [info.atMs - info.accuracyMs, info.atMs + info.resolutionMs + info.accuracyMs]
  if (untilMs < sentMs) return untilMs - sentMs
  return fromMs > receivedMs ? fromMs - receivedMs : 0
}

export function offsetTroubles(offsetMs: number, { warnOffsetMs, failOffsetMs }: TimestampConfig): Trouble[] {
  const away = Math.abs(offsetMs)
  if (away <= Math.min(warnOffsetMs, failOffsetMs)) return []
  const direction = offsetMs > 0 ? 'ahead of' : 'behind'
  const text = `its clock is ${(away / 1_000).toFixed(1)} s ${direction} ours`
  return [{ status: away > failOffsetMs ? 'fail' : 'warn', error: 'threshold', text }]
}

const pathTexts: Readonly<Record<NonNullable<CertificatePath['problem']>, string>> = {
  'self signed': 'signed by itself and not trusted here',
  'unknown issuer': 'of an issuer that is not known here',
  'untrusted root': 'of an authority that is not trusted here',
  'bad signature': 'not signed by the issuer that it names',
  'no authority': 'signed by a certificate that may not sign others',
  'too long': 'at the end of a chain that is too long',
  'issuer expired': 'of an issuer that has expired',
  'issuer not valid yet': 'of an issuer that is not valid yet',
}

/** What is wrong with who signed the stamp; and the way to who is trusted. */
export function signerTroubles(signer: Certificate, pool: CertificatePool, config: TimestampConfig, nowMs: number) {
  const path = pathOf(signer, pool, nowMs)
  const troubles: Trouble[] = []
  const fail = (text: string) =>
    void troubles.push({ status: 'fail', error: 'tls', text: `its certificate is ${text}` })
  if (path.problem) fail(pathTexts[path.problem])
  const purpose = purposes(signer.content)
  const isForStamps = purpose?.critical === true && purpose.oids.length === 1 && purpose.oids[0] === TIME_STAMPING
  if (!isForStamps) fail('not for time-stamps alone (RFC 3161 wants that purpose, critical, and no other)')
  const usages = keyUsages(signer.content)
  if (usages && !usages.has('digitalSignature') && !usages.has('nonRepudiation')) fail('not for signing')
  const { warnDays, failDays } = config
  for (const { status, text, distrust } of certificateTroubles(
    signer.x509,
    undefined,
    { warnDays, failDays, names: [] },
    nowMs,
  ))
    troubles.push({
      status,
      error: distrust ? 'tls' : 'threshold',
      text: text.replace(/^the certificate/, 'its certificate'),
    })
  return { path, troubles }
}
