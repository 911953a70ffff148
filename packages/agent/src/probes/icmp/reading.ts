import { type ErrorCode, type Fields, int } from '@vonggac/model'
import type { IcmpConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import type { LossMemory } from './loss-memory.ts'
import { formatMs, type WindowSummary } from './target-window.ts'

/** Telegraf's `result_code` of measurement `ping`. */
const RESULT = { ok: 0n, noSuchHost: 1n, pingError: 2n } as const

/**
 * What a window says about its target, as Telegraf's measurement `ping` (with `jitter_ms` and the percentiles of its native method).
 * `fail` while an announced outage lasts or when nothing at all was answered. What an announced outage lost stands in the point,
 * and no longer in the verdict once it is over: the target is as good as it has been since. With a `memory` of the intervals before
 * loss is judged by all of them, so that chance is no warning; without one this window is all there is.
 */
export function icmpReading(
  config: Pick<IcmpConfig, 'address' | 'warnLossPct' | 'warnRttMs'>,
  summary: WindowSummary,
  memory?: LossMemory,
): Reading {
  const measured = [pingPoint(config.address, summary)]
  const loss = { sent: summary.sent - summary.toldLost, lost: summary.lost - summary.toldLost }
  const lossPct = (100 * loss.lost) / summary.sent
  const slow = summary.sent - summary.received - summary.lost
  const fail = (error: ErrorCode, detail: string): Reading => ({ status: 'fail', error, detail, measured })
  if (summary.outage) return fail(summary.outage.error, summary.outage.detail)
  if (!summary.rtt && slow === 0) return fail(summary.cause, `none of ${summary.sent} packets answered`)
  const seen = `loss ${trim(lossPct)} % of ${summary.sent}${summary.rtt ? `, round trip ${formatMs(summary.rtt.avg)}` : ''}`
  const beyond = memory ? memory.add(loss, config.warnLossPct) : lossPct > config.warnLossPct && loss
  if (beyond) {
    const over =
      beyond.sent > loss.sent ? `${trim((100 * beyond.lost) / beyond.sent)} % of the last ${beyond.sent}, ` : ''
    return { status: 'warn', error: 'loss', detail: `${seen}; ${over}more loss than ${config.warnLossPct} %`, measured }
  }
  if (100 * slow > config.warnLossPct * summary.sent)
    return { status: 'warn', error: 'slow', detail: `${seen}; ${slow} of ${summary.sent} answers were late`, measured }
  if (config.warnRttMs !== undefined && summary.rtt && summary.rtt.avg > config.warnRttMs)
    return { status: 'warn', error: 'slow', detail: `${seen}; slower than ${formatMs(config.warnRttMs)}`, measured }
  return { status: 'ok', detail: seen, measured }
}

/** The reading of a target whose name has no address. */
export const noSuchHost = (address: string, detail: string): Reading => ({
  status: 'fail',
  error: 'dns',
  detail,
  measured: [{ measurement: 'ping', tags: { url: address }, fields: { result_code: RESULT.noSuchHost } }],
})

function pingPoint(url: string, summary: WindowSummary): Measured {
  const fields: Fields = {
    packets_transmitted: int(summary.sent),
    packets_received: int(summary.received),
    percent_packet_loss: (100 * summary.lost) / summary.sent,
    ...(summary.rtt && {
      minimum_response_ms: micro(summary.rtt.min),
      average_response_ms: micro(summary.rtt.avg),
      maximum_response_ms: micro(summary.rtt.max),
      standard_deviation_ms: micro(summary.rtt.stddev),
      percentile50_ms: micro(summary.rtt.p50),
      percentile95_ms: micro(summary.rtt.p95),
      percentile99_ms: micro(summary.rtt.p99),
      jitter_ms: micro(summary.rtt.jitter),
      jitter_rfc3550_ms: micro(summary.rtt.jitterRfc3550),
    }),
    ...(summary.order && {
      packets_late: int(summary.order.late),
      packets_duplicate: int(summary.order.duplicates),
      packets_reordered: int(summary.order.reordered),
      loss_runs: int(summary.order.runs),
      loss_run_max: int(summary.order.longest),
    }),
    ...(summary.ownFault && { own_fault: summary.ownFault, packets_unjudged: int(summary.unjudged) }),
    result_code: RESULT.ok,
  }
  return { measurement: 'ping', tags: { url }, fields }
}

/** Whole microseconds: more digits than that are noise, and cost bytes on the line. */
const micro = (ms: number) => Math.round(ms * 1_000) / 1_000

const trim = (value: number) => `${Math.round(value * 10) / 10}`
