import type { Name } from '@vonggac/model'
import type { Attribution, Cause } from '../contract.ts'

/** Something that was seen and speaks for a cause. Plain JSON. */
export interface Sign {
  /** What kind of sign it is: the same is not counted twice. */
  readonly key: string
  readonly cause: Cause
  /** How much of the remaining doubt it takes away, 0 to 1. */
  readonly weight: number
  readonly text: Name
  /** Causes that it speaks against, as much as for its own. */
  readonly against?: readonly Cause[]
}

/** What is known for sure by the kind of incident alone; what else is seen adds to it. */
const BASE: Readonly<Record<Cause, number>> = {
  link: 0.6,
  device: 0.7,
  hub: 0.7,
  agent: 0.7,
  service: 0.7,
  check: 0.8,
  provider: 0.8,
  power: 0.9,
  lan: 0.8,
  self: 0.9,
}

/** Nothing that is only seen from afar is certain. */
const MOST = 0.99

/**
 * Weighs what was seen. Each cause has odds: 1 where nothing speaks for it, and each sign divides the doubt (and for a cause that it
 * speaks against, the odds). The kind of the incident counts as a sign for its own cause. The greatest odds win; how much is left
 * of them beside what speaks for others is the confidence. With signs for one cause only that is 1 minus the product of the doubts. Pure.
 */
export function judge(base: Cause, signs: readonly Sign[]): Omit<Attribution, 'state'> {
  const odds = oddsOf(signs)
  const whole = (cause: Cause) => (odds.get(cause) ?? 1) * (cause === base ? 1 / (1 - BASE[base]) : 1)
  const likely = [...odds.keys()].reduce((best, cause) => (whole(cause) > whole(best) ? cause : best), base)
  const excess = (amount: number) => Math.max(0, amount - 1)
  // That it is seen as what it is seen as does not speak against what explains it.
  const others = [...odds].reduce((sum, [cause, amount]) => (cause === likely ? sum : sum + excess(amount)), 0)
  const own = excess(whole(likely))
  const evidence = signs.filter(({ cause }) => cause === likely).sort((a, b) => b.weight - a.weight)
  return {
    cause: likely,
    confidence: Math.min(MOST, Math.round((100 * own) / (1 + own + others)) / 100),
    evidence: evidence.map(({ text }) => text),
  }
}

function oddsOf(signs: readonly Sign[]): Map<Cause, number> {
  const odds = new Map<Cause, number>()
  const times = (cause: Cause, factor: number) => odds.set(cause, (odds.get(cause) ?? 1) * factor)
  for (const { cause, weight, against = [] } of signs) {
    times(cause, 1 / (1 - weight))
    for (const other of against) times(other, 1 - weight)
  }
  return odds
}

/** Signs of one kind each, the later ones in place of the earlier. */
export const withSigns = (signs: readonly Sign[], more: readonly Sign[]): readonly Sign[] =>
  more.length === 0 ? signs : [...signs.filter(({ key }) => !more.some((one) => one.key === key)), ...more]
