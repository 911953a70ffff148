import type { WatchedField } from '@vonggac/model/inventory'
import { type Baseline, learn, newBaseline, type Usual, usualAt } from './baseline.ts'
import { type Breach, judge, judgeText, type Limits, round } from './limit.ts'

/** What a series of values has come to: mutable, plain JSON, one a series. */
export interface Gauge {
  /** It is bad, by its last value; since when, by the agent's clock; 0: it is not. */
  badSince: number
  /** Of a counter: the last value, and when that was. */
  last: number
  lastAt: number
  baseline?: Baseline
}

export const newGauge = (): Gauge => ({ badSince: 0, last: 0, lastAt: 0 })

/** A counter that was not read for so long says nothing of now: a rate over it would be an average of hours. */
const MAX_RATE_GAP_MS = 1_800_000

/** What a gauge needs to know of its rule. */
export interface GaugeRule {
  readonly rule: Pick<WatchedField, 'rate' | 'deviation' | 'field' | 'measurement'>
  readonly limits: Limits
  /** Bad without a break for this long; 0: at once. */
  readonly forMs: number
}

/** Takes a value of `at` in. `undefined`: it says nothing yet. `text`: what is wrong, or would be. */
export function read(gauge: Gauge, value: number | string | boolean, at: number, how: GaugeRule): Breach | undefined {
  const found = breachOf(gauge, value, at, how)
  if (found === undefined) return undefined
  gauge.badSince = found.bad ? gauge.badSince || at : 0
  if (!found.bad || at - gauge.badSince >= how.forMs) return found
  return { bad: false, text: found.text }
}

function breachOf(gauge: Gauge, value: number | string | boolean, at: number, how: GaugeRule): Breach | undefined {
  if (typeof value !== 'number') return judgeText(value, how.limits)
  if (!Number.isFinite(value)) return undefined
  const measured = how.rule.rate ? rateOf(gauge, value, at, how.rule.rate) : value
  if (measured === undefined) return undefined
  if (how.rule.deviation) return deviating(gauge, measured, at, how.rule.deviation)
  return judge(measured, how.limits, gauge.badSince > 0)
}

/** How fast a counter rises. One that fell was reset (or wrapped): the next value tells again. */
function rateOf(gauge: Gauge, value: number, at: number, per: 'second' | 'minute'): number | undefined {
  const { last, lastAt } = gauge
  gauge.last = value
  gauge.lastAt = at
  const ms = at - lastAt
  if (lastAt === 0 || ms <= 0 || ms > MAX_RATE_GAP_MS || value < last) return undefined
  return ((value - last) / ms) * (per === 'second' ? 1_000 : 60_000)
}

function deviating(
  gauge: Gauge,
  value: number,
  at: number,
  { over, direction, least, weeks }: NonNullable<WatchedField['deviation']>,
): Breach | undefined {
  gauge.baseline ??= newBaseline()
  const usual: Usual | undefined = usualAt(gauge.baseline, at, weeks)
  learn(gauge.baseline, value, at)
  if (usual === undefined) return undefined
  const off = value - usual.value
  const counts = direction === 'either' || (direction === 'above' ? off > 0 : off < 0)
  const bad = counts && Math.abs(off) >= least && Math.abs(off) > over * usual.spread
  const [now, then] = [round(value), round(usual.value)]
  return {
    bad,
    text: { vi: `${now}, giờ này thường là ${then}`, en: `${now}, usually ${then} at this hour` },
  }
}
