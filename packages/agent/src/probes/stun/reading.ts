import { type ErrorCode, type FieldValue, int } from '@vonggac/model'
import type { StunConfig } from '@vonggac/model/inventory'
import { blockListOf, listHas } from '../../network-list.ts'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import { quoted } from '../quoted.ts'
import type { Failure } from '../target-failure.ts'
import type { Trouble } from '../tls/verdict.ts'
import type { TransportAddress } from './attributes.ts'
import type { Phases } from './open.ts'
import type { Relayed } from './relay.ts'

/** What a run has seen so far: whatever it ends with, this much is measured. */
export interface Seen {
  readonly port: number
  phases?: Phases
  rttMs?: number
  sent?: number
  mapped?: TransportAddress
  /** The server is of RFC 3489: it shows the address where a NAT can rewrite it. */
  isOld?: boolean
  software?: string
  allocateMs?: number
  relayed?: TransportAddress
  lifetimeS?: number
  relay?: Relayed
  released?: boolean
}

/** In the order of Telegraf's `net_response`, and two more. */
const RESULT_CODE = { success: 0, timeout: 1, connection_failed: 2, error_response: 3, mismatch: 4, loss: 5 } as const
type ResultName = keyof typeof RESULT_CODE

/** Of SOFTWARE, so much is kept, characters. */
const MAX_SOFTWARE = 64

interface Verdict {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly error?: ErrorCode
  readonly text?: string
}

/** A server that answered as it should, as far as the protocol goes. */
export function stunReading(config: StunConfig, seen: Seen, certificate: readonly Trouble[]): Reading {
  const { status, error, text } = verdictOf(config, seen, certificate)
  const result: ResultName =
    error === 'mismatch' ? 'mismatch' : error === 'loss' && status === 'fail' ? 'loss' : 'success'
  const said = summary(seen, config.insecure ? certificate : [])
  const detail = text === undefined ? said : `${text} (${said})`
  return { status, ...(error && { error }), detail, measured: [point(config, seen, result)] }
}

/** A run without the answer that it wanted. */
export function failureReading(config: StunConfig, seen: Seen, { error, detail }: Failure): Reading {
  const answered = seen.rttMs !== undefined || error === 'auth' || error === 'down' || error === 'mismatch'
  const result = error === 'timeout' ? 'timeout' : answered ? 'error_response' : 'connection_failed'
  return { status: 'fail', error, detail, measured: [point(config, seen, result)] }
}

function verdictOf(config: StunConfig, seen: Seen, certificate: readonly Trouble[]): Verdict {
  const { expectMapped, warnMs, insecure } = config
  const { mapped, relay, rttMs = 0 } = seen
  if (expectMapped && mapped && !listHas(blockListOf(expectMapped), mapped.address))
    return { status: 'fail', error: 'mismatch', text: `seen as ${mapped.address}, expected ${expectMapped.join(', ')}` }
  const lost = relay ? relay.sent - relay.rttsMs.length : 0
  if (relay && lost > 0) {
    const text =
      lost === relay.sent
        ? 'nothing came back through the relay'
        : `${lost} of ${relay.sent} packets were lost in the relay`
    return { status: lost === relay.sent ? 'fail' : 'warn', error: 'loss', text }
  }
  if (!insecure && certificate.length > 0) {
    const status = certificate.some((trouble) => trouble.status === 'fail') ? 'fail' : 'warn'
    return { status, error: 'threshold', text: certificate.map(({ text }) => text).join('; ') }
  }
  if (warnMs !== undefined && rttMs > warnMs)
    return { status: 'warn', error: 'slow', text: `slower than ${formatMs(warnMs)}` }
  return { status: 'ok' }
}

function summary(seen: Seen, notChecked: readonly Trouble[]): string {
  const { rttMs = 0, sent = 1, mapped, relayed, lifetimeS, relay, released, software } = seen
  const parts = [`seen as ${mapped ? shown(mapped) : 'nobody'} in ${formatMs(rttMs)}`]
  if (sent > 1) parts.push(`at the ${sent === 2 ? 'second' : sent === 3 ? 'third' : `${sent}th`} request`)
  if (relayed) parts.push(`relay ${shown(relayed)} for ${lifetimeS} s${released ? ', given back' : ''}`)
  if (relay && relay.rttsMs.length > 0)
    parts.push(
      `${relay.rttsMs.length} of ${relay.sent} packets through the relay and back in ${formatMs(mean(relay.rttsMs))}`,
    )
  if (released === false) parts.push('the server did not confirm that the relay is given back')
  if (seen.isOld) parts.push('an old server (RFC 3489), whose answers a NAT may rewrite')
  if (software !== undefined) parts.push(quoted(software, MAX_SOFTWARE))
  if (notChecked.length > 0)
    parts.push(`the certificate is not checked (\`insecure\`), but: ${notChecked.map(({ text }) => text).join('; ')}`)
  return parts.join(', ')
}

function point({ host, transport, mode }: StunConfig, seen: Seen, result: ResultName): Measured {
  const { phases, rttMs, sent, mapped, relayed, allocateMs, lifetimeS, relay, released, software } = seen
  const fields: Record<string, FieldValue> = { result_code: int(RESULT_CODE[result]) }
  for (const [name, value] of Object.entries({ ...phases, rtt_ms: rttMs, allocate_ms: allocateMs }))
    if (value !== undefined) fields[name] = ms(value)
  if (sent !== undefined) fields.requests = int(sent)
  if (mapped) fields.mapped = shown(mapped)
  if (relayed) fields.relayed = shown(relayed)
  if (lifetimeS !== undefined) fields.lifetime_s = int(lifetimeS)
  if (released !== undefined) fields.released = released
  if (software !== undefined) fields.software = quoted(software, MAX_SOFTWARE).slice(1, -1)
  if (relay) {
    fields.relay_sent = int(relay.sent)
    fields.relay_received = int(relay.rttsMs.length)
    fields.relay_loss_pct = ((relay.sent - relay.rttsMs.length) * 100) / relay.sent
    if (relay.rttsMs.length > 0) {
      fields.relay_rtt_ms_avg = ms(mean(relay.rttsMs))
      fields.relay_rtt_ms_max = ms(Math.max(...relay.rttsMs))
    }
  }
  return { measurement: 'stun', tags: { server: host, port: `${seen.port}`, transport, mode, result }, fields }
}

const shown = ({ address, port }: TransportAddress) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
