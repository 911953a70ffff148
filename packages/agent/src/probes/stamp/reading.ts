import { type CodecName, type ErrorCode, type Fields, type FieldValue, int, ProbeFailure } from '@vonggac/model'
import type { StampConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import type { ClockQuality } from '../../stamp/clock-quality.ts'
import { formatMs } from '../icmp/target-window.ts'
import { type MediaQuality, mediaQuality, mouthToEarMs } from './media-quality.ts'
import type { OneWay } from './one-way.ts'
import type { Tally } from './tally.ts'

/** A run, as far as a reading is made of it. */
export interface Run {
  readonly peer: string
  readonly tally: Tally
  /** `undefined` unless both clocks are known to be good. */
  readonly oneWay: OneWay | undefined
  readonly clock: ClockQuality
  readonly errors: ReadonlyMap<string, number>
  readonly unsigned: number
  readonly malformed: number
  readonly lagMs: number
  /** Replies that this machine's socket had no room for. */
  readonly ownDrops: number
  readonly cut: boolean
}

/** What a run says. Throws a `ProbeFailure('local')` where nothing can be told because of this machine. */
export function stampReading(config: StampConfig, run: Run): Reading {
  const { tally, peer } = run
  if (tally.received + tally.late === 0) return silence(config, run)
  if (tally.tainted === tally.received + tally.late) {
    throw new ProbeFailure(
      'local',
      `this machine was up to ${Math.round(run.lagMs)} ms behind: nothing it heard can be timed`,
    )
  }
  const both = qualities(config.codec, run)
  const measured = [
    { measurement: 'stamp', tags: { peer }, fields: stampFields(run) },
    ...mediaPoint(config.codec, run, both),
  ]
  const detail = detailOf(run, both)
  const [error, why] = complaint(config, run, both) ?? []
  return error ? { status: 'warn', error, detail: `${why}; ${detail}`, measured } : { detail, measured }
}

/** Nobody has answered. */
function silence({ key }: StampConfig, { peer, tally, errors, unsigned, malformed }: Run): Reading {
  const fields = { sent: int(tally.sent), received: 0n, loss_pct: 100 }
  const measured = tally.sent > 0 ? [{ measurement: 'stamp', tags: { peer }, fields }] : []
  const fail = (error: ErrorCode, detail: string): Reading => ({ status: 'fail', error, detail, measured })
  if (unsigned > 0)
    return fail('auth', 'the answers are not signed with our key: the reflector has another, or works without one')
  if (malformed > 0) return fail('protocol', 'what answers there is no STAMP reflector')
  const [code] = [...errors].sort((a, b) => b[1] - a[1])[0] ?? []
  if (code === 'ECONNREFUSED') return fail('refused', 'nothing listens on this port')
  if (code !== undefined) throw Object.assign(new Error(`sending failed: ${code}`), { code })
  const check = `is this machine among its peers${key ? ', and is the key the same' : ', and does it work without a key'}?`
  return fail('timeout', `none of ${tally.sent} packets was answered; is the reflector running, ${check}`)
}

function stampFields(run: Run): Fields {
  const { tally, clock, lagMs, ownDrops } = run
  const { rtt } = tally
  const lost = tally.sent - tally.received - tally.late
  return known({
    sent: int(tally.sent),
    received: int(tally.received),
    late: int(tally.late),
    loss_pct: tally.sent === 0 ? undefined : (100 * Math.max(0, lost - ownDrops)) / tally.sent,
    loss_forward_pct: tally.lossForwardPct,
    loss_return_pct: lossReturnPct(run),
    loss_unattributed: int(tally.unattributed),
    rtt_ms_min: rtt?.min,
    rtt_ms_avg: rtt?.avg,
    rtt_ms_p95: rtt?.p95,
    rtt_ms_max: rtt?.max,
    jitter_forward_ms: tally.jitterForward,
    jitter_return_ms: tally.jitterReturn,
    reorder: int(tally.reorderForward + tally.reorderReturn),
    reorder_forward: int(tally.reorderForward),
    reorder_return: int(tally.reorderReturn),
    duplicate: int(tally.duplicateForward + tally.duplicateReturn),
    duplicate_forward: int(tally.duplicateForward),
    duplicate_return: int(tally.duplicateReturn),
    one_way_forward_ms: run.oneWay?.forwardMs,
    one_way_return_ms: run.oneWay?.returnMs,
    one_way_error_ms: run.oneWay?.errorMs,
    clock_synchronised: clock.synchronised,
    own_late: int(tally.tainted),
    own_lag_ms_max: lagMs,
    own_drops: int(ownDrops),
  })
}

/** What could be told: nothing is made up for the rest. Times and percentages to a microsecond and a ten-thousandth. */
const known = (fields: Readonly<Record<string, FieldValue | undefined>>): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter((entry): entry is [string, FieldValue] => entry[1] !== undefined)
      .map(([key, value]) => [key, typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value]),
  )

/** Replies that came as far as this machine, and found no room, were not lost by the network. */
function lossReturnPct({ tally: { lossReturnPct, reached }, ownDrops }: Run): number | undefined {
  if (lossReturnPct === undefined || ownDrops === 0) return lossReturnPct
  return Math.max(0, lossReturnPct - (100 * ownDrops) / reached)
}

interface BothWays {
  readonly forward: MediaQuality
  readonly back: MediaQuality
  readonly delayMs: number
}

/** The E-model each way. Where the direction of loss or delay is not known, both ways get the whole loss and half the round trip. */
function qualities(codec: CodecName, run: Run): BothWays | undefined {
  const { tally, oneWay } = run
  if (!tally.rtt) return undefined
  const latePct = (100 * tally.late) / tally.sent
  const lostPct = (100 * (tally.sent - tally.received - tally.late)) / tally.sent
  const half = tally.rtt.avg / 2
  const forwardMs = mouthToEarMs(Math.max(0, oneWay?.forwardMs ?? half), tally.jitterForward ?? 0)
  const returnMs = mouthToEarMs(Math.max(0, oneWay?.returnMs ?? half), tally.jitterReturn ?? 0)
  const quality = (delayMs: number, lossPct: number | undefined, burst: number) =>
    mediaQuality({ delayMs, lossPct: Math.min(100, (lossPct ?? lostPct) + latePct), burst }, codec)
  return {
    forward: quality(forwardMs, tally.lossForwardPct, tally.burstForward),
    back: quality(returnMs, lossReturnPct(run), tally.burstReturn),
    delayMs: Math.max(forwardMs, returnMs),
  }
}

/** `mos` and `r_factor` are those of the worse way: a call needs both. */
function mediaPoint(codec: CodecName, run: Run, both: BothWays | undefined): Measured[] {
  if (!both) return []
  const { tally, peer } = run
  const worse = both.forward.rFactor < both.back.rFactor ? both.forward : both.back
  const fields = known({
    mos: worse.mos,
    r_factor: worse.rFactor,
    mos_forward: both.forward.mos,
    mos_return: both.back.mos,
    r_factor_forward: both.forward.rFactor,
    r_factor_return: both.back.rFactor,
    codec,
    delay_ms: both.delayMs,
    loss_forward_pct: tally.lossForwardPct,
    loss_return_pct: lossReturnPct(run),
    jitter_forward_ms: tally.jitterForward,
    jitter_return_ms: tally.jitterReturn,
    burst_ratio_forward: tally.burstForward,
    burst_ratio_return: tally.burstReturn,
  })
  return [{ measurement: 'media_quality', tags: { peer }, fields }]
}

/** The first threshold that is crossed: its code and what to say. */
function complaint(config: StampConfig, run: Run, both: BothWays | undefined): [ErrorCode, string] | undefined {
  const { tally } = run
  const lostPct = (100 * (tally.sent - tally.received - tally.late - run.ownDrops)) / Math.max(1, tally.sent)
  const loss = Math.max(tally.lossForwardPct ?? 0, lossReturnPct(run) ?? 0)
  // Of a path that died in the middle the directions know only the first part.
  if (Math.max(loss, tally.unattributed > 0 ? lostPct : 0) > config.warnLossPct)
    return ['loss', `more than ${config.warnLossPct} % lost`]
  if (Math.max(tally.jitterForward ?? 0, tally.jitterReturn ?? 0) > config.warnJitterMs)
    return ['threshold', `jitter above ${config.warnJitterMs} ms`]
  if (both && Math.min(both.forward.mos, both.back.mos) < config.warnMos)
    return ['threshold', `MOS below ${config.warnMos}`]
  return undefined
}

function detailOf(run: Run, both: BothWays | undefined): string {
  const { tally } = run
  const forward = tally.lossForwardPct
  const back = lossReturnPct(run)
  const lost = tally.sent - tally.received - tally.late
  return [
    `${tally.received} of ${tally.sent} answered${run.cut ? ' before the deadline cut it short' : ''}`,
    forward === undefined || back === undefined
      ? lost > 0 &&
        `which way they were lost cannot be told${tally.stateful === false ? ': the reflector does not count' : ''}`
      : `loss ${percentText(forward)} there, ${percentText(back)} back`,
    tally.unattributed > 0 && forward !== undefined && `${tally.unattributed} more after the last answer`,
    tally.late > 0 && `${tally.late} late`,
    tally.rtt && `RTT ${formatMs(tally.rtt.avg)}`,
    both && `MOS ${both.forward.mos.toFixed(2)} there, ${both.back.mos.toFixed(2)} back`,
    tally.tainted > 0 && `${tally.tainted} not timed: this machine was up to ${Math.round(run.lagMs)} ms behind`,
    run.ownDrops > 0 && `${run.ownDrops} dropped by this machine itself`,
  ]
    .filter(Boolean)
    .join(', ')
}

const percentText = (value: number) => `${Number(value.toFixed(1))} %`
