import { type ErrorCode, type Fields, type FieldValue, int, type Status } from '@vonggac/model'
import type { SipCallConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { type Echo, echoOf, type Reception, receptionOf } from '../../rtp/reception.ts'
import { formatMs } from '../icmp/target-window.ts'
import { type MediaQuality, mediaQuality, mouthToEarMs } from '../stamp/media-quality.ts'
import type { Failure } from '../target-failure.ts'
import type { Call } from './call.ts'
import type { Progressing } from './setup.ts'

/** What a call was, in the figures that are judged. */
interface Heard {
  readonly reception: Reception
  readonly echo: Echo | undefined
  /** The way there and back, ms: of the sound where it came back, of the signalling where not. */
  readonly rttMs: number
  /** Packets lost: both ways together where the sound came back, the way back where not. */
  readonly lossPct: number
  readonly quality: MediaQuality
}

interface Judged {
  readonly status: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  readonly why?: string
}

/** A call that was answered. */
export function callReading(config: SipCallConfig, target: string, call: Call, progress: Progressing): Reading {
  const reception = receptionOf(call.sound.arrivals)
  const heard = reception && heardOf(config, reception, call, progress)
  const judged = heard ? judge(config, heard, call, progress) : noSound(call)
  const { status, error, why } = judged
  const detail = [why, summary(call, heard, progress)].filter(Boolean).join('; ')
  return {
    status,
    ...(error && { error }),
    detail,
    measured: [
      callPoint(config, target, { progress, call, heard, result: error ?? 'success' }),
      ...(heard ? [qualityPoint(config, target, heard)] : []),
    ],
  }
}

/** A call that did not come about. A busy party is `warn`: it is there. */
export function noCallReading(
  config: SipCallConfig,
  target: string,
  { failure, busy, progress }: { readonly failure: Failure; readonly busy: boolean; readonly progress: Progressing },
): Reading {
  const { error, detail } = failure
  const point = callPoint(config, target, { progress, result: busy ? 'busy' : error })
  return { status: busy ? 'warn' : 'fail', error, detail, measured: [point] }
}

function heardOf({ codec }: SipCallConfig, reception: Reception, { sound }: Call, { trace }: Progressing): Heard {
  const echo = echoOf(sound.arrivals, sound.sentMs)
  const rttMs = echo?.rttMs?.avg ?? trace.firstMs ?? 0
  const lossPct = echo?.lossPct ?? reception.lossPct
  const delayMs = mouthToEarMs(rttMs / 2, reception.jitterMs ?? 0)
  return {
    reception,
    echo,
    rttMs,
    lossPct,
    quality: mediaQuality({ delayMs, lossPct, burst: echo?.burst ?? reception.burst }, codec),
  }
}

/** One-way sound is the commonest fault of all: signalling goes through, and a firewall or NAT keeps the sound out. */
function noSound({ answer, sound, hungUp, talkMs }: Call): Judged {
  if (hungUp) return { status: 'fail', error: 'reset', why: `the other side hung up after ${formatMs(talkMs)}` }
  const where = `${answer.address}:${answer.port}`
  if (!answer.sends) return { status: 'fail', error: 'mismatch', why: 'it answered, but says that it sends no sound' }
  if (sound.other > 0)
    return { status: 'fail', error: 'protocol', why: `${sound.other} packets came, and none with sound of PCMU` }
  return { status: 'fail', error: 'loss', why: `the call stood, but no sound came from ${where} (one-way audio)` }
}

/** The first that is beyond its threshold. */
function judge(
  config: SipCallConfig,
  heard: Heard,
  { hungUp, talkMs, ended }: Call,
  { answerMs }: Progressing,
): Judged {
  const { reception, echo, lossPct, quality } = heard
  const warn = (error: ErrorCode, why: string): Judged => ({ status: 'warn', error, why })
  if (hungUp) return warn('reset', `the other side hung up after ${formatMs(talkMs)}`)
  if (config.expectEcho && !echo)
    return { status: 'fail', error: 'mismatch', why: 'sound came, but not ours: it is no echo' }
  if (lossPct > config.warnLossPct) return warn('loss', `more than ${config.warnLossPct} % lost`)
  if ((reception.jitterMs ?? 0) > config.warnJitterMs)
    return warn('threshold', `jitter above ${config.warnJitterMs} ms`)
  if (quality.mos < config.warnMos) return warn('threshold', `MOS below ${config.warnMos}`)
  if (config.warnAnswerMs !== undefined && answerMs !== undefined && answerMs > config.warnAnswerMs)
    return warn('slow', `answered later than ${formatMs(config.warnAnswerMs)}`)
  if (!ended) return warn('partial', 'the other side did not confirm the end of the call (BYE)')
  return { status: 'ok' }
}

function summary({ sound }: Call, heard: Heard | undefined, { answerMs }: Progressing): string {
  const parts = [answerMs !== undefined && `answered in ${formatMs(answerMs)}`]
  if (heard) {
    const { reception, echo, lossPct, quality } = heard
    const loss = `${Number(lossPct.toFixed(1))} %`
    parts.push(
      `MOS ${quality.mos.toFixed(2)}`,
      echo
        ? `${echo.received} of ${echo.sent} came back, ${loss} lost`
        : `${reception.received} packets came, ${loss} lost`,
      reception.jitterMs !== undefined && `jitter ${formatMs(reception.jitterMs)}`,
      echo?.rttMs !== undefined && `RTT ${formatMs(echo.rttMs.avg)}`,
      reception.tainted > 0 &&
        `${reception.tainted} not timed: this machine was up to ${Math.round(sound.lagMs)} ms behind`,
    )
  }
  return parts.filter(Boolean).join(', ')
}

interface PointParts {
  readonly progress: Progressing
  readonly call?: Call
  readonly heard?: Heard | undefined
  readonly result: string
}

function callPoint(config: SipCallConfig, target: string, { progress, call, heard, result }: PointParts): Measured {
  const { trace, postDialMs, answerMs, status } = progress
  return {
    measurement: 'sip_call',
    tags: { server: target, transport: config.transport, ...(config.user && { party: config.user }), result },
    fields: known({
      up: call ? 1n : 0n,
      response_code: status === undefined ? undefined : int(status),
      retransmissions: int(Math.max(0, trace.sent - 1)),
      post_dial_delay_ms: postDialMs,
      answer_ms: answerMs,
      talk_ms: call?.talkMs,
      hung_up: call?.hungUp,
      ended: call?.ended,
      sent: call && int(call.sound.sentMs.length),
      received: call && int(heard?.reception.received ?? 0),
      ...(heard && soundFields(heard)),
      own_lag_ms_max: call?.sound.lagMs,
    }),
  }
}

const soundFields = ({ reception, echo, lossPct }: Heard): Record<string, FieldValue | undefined> => ({
  expected: int(reception.expected),
  loss_pct: lossPct,
  duplicate: int(reception.duplicate),
  reorder: int(reception.reorder),
  strays: int(reception.strays),
  own_late: int(reception.tainted),
  jitter_ms: reception.jitterMs,
  jitter_rfc3550_ms: reception.jitterRfc3550Ms,
  echo: echo !== undefined,
  rtt_ms_min: echo?.rttMs?.min,
  rtt_ms_avg: echo?.rttMs?.avg,
  rtt_ms_max: echo?.rttMs?.max,
})

function qualityPoint({ codec }: SipCallConfig, target: string, heard: Heard): Measured {
  const { reception, echo, rttMs, lossPct, quality } = heard
  return {
    measurement: 'media_quality',
    tags: { peer: target },
    fields: known({
      mos: quality.mos,
      r_factor: quality.rFactor,
      codec,
      rtt_ms: rttMs,
      rtt_source: echo?.rttMs ? 'sound' : 'signalling',
      ...(echo ? { loss_pct: lossPct } : { loss_return_pct: lossPct }),
      jitter_return_ms: reception.jitterMs,
      burst_ratio_return: echo?.burst ?? reception.burst,
    }),
  }
}

/** What could be told, times to a microsecond. */
const known = (fields: Readonly<Record<string, FieldValue | undefined>>): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter((entry): entry is [string, FieldValue] => entry[1] !== undefined)
      .map(([key, value]) => [key, typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value]),
  )
