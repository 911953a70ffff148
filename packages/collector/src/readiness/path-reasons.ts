import { formatBandwidth, type Name } from '@vonggac/model'
import type { Readiness, SitePlan } from '@vonggac/model/inventory'
import type { ReadinessFigures, ReadinessReason } from '../api-types.ts'
import { type Evidence, numberOf } from './evidence.ts'
import { headroomOf } from './headroom.ts'
import { type ReasonCode, reasonOf } from './reasons.ts'

/** What the path to a site says. */
export interface PathFindings {
  readonly reasons: readonly ReadinessReason[]
  readonly notes: readonly Name[]
  readonly figures: ReadinessFigures
}

/** The round of a preflight in which the streams are sent. */
const STREAMS = 2

/** Reasons that the streams of test packets and the load of the links give. */
export function pathFindings(plan: SitePlan, evidence: Evidence, limits: Readiness): PathFindings {
  const stream = streamFindings(plan, evidence, limits)
  const load = loadFindings(plan, evidence, limits)
  return {
    reasons: [...stream.reasons, ...load.reasons],
    notes: [...stream.notes, ...load.notes],
    figures: { ...stream.figures, ...load.figures },
  }
}

function streamFindings(plan: SitePlan, evidence: Evidence, limits: Readiness): PathFindings {
  const [check] = plan.streams
  if (!check) return pingFindings(plan, { evidence, limits, why: NO_REFLECTOR })
  const result = evidence.result(check, STREAMS)
  if (result?.error === 'local') return pingFindings(plan, { evidence, limits, why: NOT_MEASURED })
  const points = evidence.points(check, STREAMS)
  const stamp = points.find(({ measurement }) => measurement === 'stamp')
  const media = points.find(({ measurement }) => measurement === 'media_quality')
  const forward = stamp && numberOf(stamp, 'loss_forward_pct')
  const back = stamp && numberOf(stamp, 'loss_return_pct')
  if (!result || !stamp || numberOf(stamp, 'received') === 0) {
    const detail = result?.detail || 'the agent did not answer for it'
    const text = {
      vi: `không thử được luồng như video tới điểm cầu: ${detail}`,
      en: `the stream of test packets to the site could not be measured: ${detail}`,
    }
    return { reasons: [reasonOf('untested', 'at-risk', { text, check: check.id })], notes: [], figures: {} }
  }
  const figures = known({
    loss_forward_pct: forward ?? numberOf(stamp, 'loss_pct'),
    loss_return_pct: back,
    jitter_forward_ms: numberOf(stamp, 'jitter_forward_ms'),
    jitter_return_ms: numberOf(stamp, 'jitter_return_ms'),
    rtt_ms: numberOf(stamp, 'rtt_ms_avg'),
    mos: media && numberOf(media, 'mos'),
  })
  return { reasons: qualityReasons(figures, limits, check.id), notes: [], figures }
}

const NO_REFLECTOR: Name = {
  vi: 'điểm cầu không có bộ phản xạ STAMP: chất lượng đường truyền chỉ đo bằng ping',
  en: 'there is no STAMP reflector at the site: the path was measured by ping only',
}
const NOT_MEASURED: Name = {
  vi: 'máy của tác tử quá tải, không đo được luồng như video: chất lượng đường truyền chỉ đo bằng ping',
  en: 'the agent’s machine could not keep up with the stream: the path was measured by ping only',
}

/** Streams that the agent itself could not measure, for want of time or of a socket: that says nothing about their sites. */
export function ownTrouble(plans: readonly SitePlan[], evidence: Evidence): ReadinessReason[] {
  const failed = plans.flatMap(({ streams }) => {
    const result = streams[0] && evidence.result(streams[0], STREAMS)
    return result?.error === 'local' ? [result] : []
  })
  if (failed.length === 0) return []
  const text = {
    vi: `tác tử không đo được luồng như video tới ${failed.length} điểm cầu: ${failed[0]!.detail}`,
    en: `the agent could not measure the streams to ${failed.length} sites: ${failed[0]!.detail}`,
  }
  return [reasonOf('untested', 'at-risk', { text, check: failed[0]!.check })]
}

interface ByPing {
  readonly evidence: Evidence
  readonly limits: Readiness
  /** Why there is no better measurement. */
  readonly why: Name
}

/** Without a stream there are the pings of the link, which tell less. */
function pingFindings({ links, endpoints }: SitePlan, { evidence, limits, why }: ByPing): PathFindings {
  const pings = [...endpoints, ...links]
    .flatMap(({ checks }) => checks.filter(({ kind }) => kind === 'icmp'))
    .flatMap((check) =>
      evidence.points(check).flatMap((point) => (point.measurement === 'ping' ? [{ check, point }] : [])),
    )
  const notes = [why]
  const [first] = pings
  if (!first) return { reasons: [], notes, figures: {} }
  const { check, point } = first
  const figures = known({
    rtt_ms: numberOf(point, 'average_response_ms'),
    loss_forward_pct: numberOf(point, 'percent_packet_loss'),
  })
  // Five packets tell a broken path from a good one, but not 0.5 from 2 per cent.
  const reasons = qualityReasons(figures, limits, check.id).map((reason) =>
    reason.code === 'loss' ? { ...reason, verdict: 'at-risk' as const } : reason,
  )
  return { reasons, notes, figures }
}

function qualityReasons(figures: ReadinessFigures, limits: Readiness, check: string): ReadinessReason[] {
  const { loss_forward_pct: there = 0, loss_return_pct: back = 0 } = figures
  const jitter = Math.max(figures.jitter_forward_ms ?? 0, figures.jitter_return_ms ?? 0)
  const way =
    there >= back ? { vi: 'chiều đi tới điểm cầu', en: 'toward the site' } : { vi: 'chiều về', en: 'from the site' }
  const lost = Math.max(there, back)
  const rtt = figures.rtt_ms ?? 0
  const found: Judged[] = [
    {
      code: 'loss',
      value: lost,
      limit: limits.loss,
      text: { vi: `mất ${figure(lost)} % gói (${way.vi})`, en: `${figure(lost)} % of the packets lost (${way.en})` },
    },
    {
      code: 'jitter',
      value: jitter,
      limit: limits.jitter,
      text: { vi: `jitter ${figure(jitter)} ms`, en: `jitter of ${figure(jitter)} ms` },
    },
    {
      code: 'latency',
      value: rtt,
      limit: limits.latency,
      text: { vi: `độ trễ khứ hồi ${figure(rtt)} ms`, en: `round trip of ${figure(rtt)} ms` },
    },
  ]
  return found.flatMap(({ code, value, limit, text }) =>
    value > limit.risk ? [reasonOf(code, value > limit.fail ? 'not-ready' : 'at-risk', { text, check })] : [],
  )
}

interface Judged {
  readonly code: ReasonCode
  readonly value: number
  readonly limit: { readonly risk: number; readonly fail: number }
  readonly text: Name
}

/** Whether the links have room for a call. A site that has several needs it on one of them. */
function loadFindings(plan: SitePlan, evidence: Evidence, { bandwidth }: Readiness): PathFindings {
  const best = headroomOf(plan, evidence).toSorted((a, b) => b.freeBps - a.freeBps)[0]
  if (!best) {
    const notes = [
      {
        vi: 'không đọc được tải của đường truyền bằng SNMP',
        en: 'how busy the link is could not be read by SNMP',
      },
    ]
    return { reasons: [], notes: plan.links.length > 0 ? notes : [], figures: {} }
  }
  const figures = { used_bps: Math.round(best.usedBps), free_bps: Math.round(best.freeBps) }
  if (best.freeBps >= bandwidth) return { reasons: [], notes: [], figures }
  const free = bits(best.freeBps)
  const text = {
    vi: `đường ${best.link} chỉ còn trống ${free}, cần ${bits(bandwidth)}`,
    en: `link ${best.link} has only ${free} to spare of the ${bits(bandwidth)} that are needed`,
  }
  const verdict = best.freeBps < bandwidth / 2 ? 'not-ready' : 'at-risk'
  return { reasons: [reasonOf('bandwidth', verdict, { text })], notes: [], figures }
}

const known = (figures: Readonly<Record<string, number | undefined>>): ReadinessFigures =>
  Object.fromEntries(Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== undefined))

const figure = (value: number) => String(Number(value.toFixed(value < 10 ? 1 : 0)))

const bits = (bps: number) => formatBandwidth(Math.round(bps / 1_000) * 1_000)
