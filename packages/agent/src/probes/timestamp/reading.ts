import { type ErrorCode, type FieldValue, int } from '@vonggac/model'
import type { TimestampConfig } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import type { Phases } from '../http/exchange.ts'
import type { Certificate } from '../pki/certificate-content.ts'
import { quoted } from '../quoted.ts'
import { factsOf } from '../tls/certificate.ts'
import type { StampInfo } from './message.ts'
import type { Trouble } from './verdict.ts'

/** A stamp that was made, with all that was found out about it. */
export interface SeenStamp {
  readonly info: StampInfo
  readonly signer: Certificate
  readonly offsetMs: number
  readonly troubles: readonly Trouble[]
  readonly nowMs: number
  readonly phases: Phases
  readonly verify_ms: number
  readonly total_ms: number
  readonly bytes: number
}

const ms = (value: number): number => Math.round(value * 1_000) / 1_000
const tagsOf = ({ url }: TimestampConfig) => ({ server: new URL(url).host })

/** Verdict and point of a stamp. Pure. */
export function stampReading(config: TimestampConfig, seen: SeenStamp): Reading {
  const { info, signer, offsetMs, phases, verify_ms, total_ms, nowMs } = seen
  const facts = factsOf(signer.x509)
  const slow: Trouble[] =
    config.warnMs !== undefined && total_ms > config.warnMs
      ? [{ status: 'warn', error: 'slow', text: `it took ${Math.round(total_ms)} ms, more than ${config.warnMs} ms` }]
      : []
  const troubles = [...seen.troubles, ...slow].sort((a, b) => Number(a.status === 'warn') - Number(b.status === 'warn'))
  const fields: Record<string, FieldValue> = {
    result_code: troubles.some(({ status }) => status === 'fail') ? 1n : 0n,
    offset_ms: ms(offsetMs),
    accuracy_ms: ms(info.accuracyMs),
    gen_time: int(info.atMs / 1_000),
    expiry: int((signer.x509.validToDate.getTime() - nowMs) / 1_000),
    serial_number: info.serial,
    policy: info.policy,
    signer: facts.commonName,
    response_bytes: int(seen.bytes),
    verify_ms: ms(verify_ms),
    total_ms: ms(total_ms),
  }
  for (const [name, value] of Object.entries(phases)) fields[name] = ms(value)
  const measured = [{ measurement: 'timestamp', tags: tagsOf(config), fields }]
  const good = `stamped by ${quoted(facts.commonName)} in ${Math.round(total_ms)} ms, policy ${info.policy}`
  const [worst] = troubles
  if (!worst) return { status: 'ok', detail: good, measured }
  const texts = troubles.map(({ text }) => text).join('; ')
  if (config.insecure && troubles.every(({ error }) => error === 'tls'))
    return { status: 'ok', detail: `${good}; not checked (\`insecure\`), but: ${texts}`, measured }
  return { status: worst.status, error: worst.error, detail: `${texts} (${good})`, measured }
}

/** A stamp that was not made, or that proves nothing. */
export const failureReading = (config: TimestampConfig, error: ErrorCode, detail: string): Reading => ({
  status: 'fail',
  error,
  detail,
  measured: [{ measurement: 'timestamp', tags: tagsOf(config), fields: { result_code: 2n } }],
})
