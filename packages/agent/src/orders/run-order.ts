import {
  type Check,
  type Clock,
  encodePoints,
  type OrderAnswer,
  type OrderedResult,
  type Result,
  type Round,
  type RoundCheck,
  type RunOrder,
  stampRunSettings,
} from '@vonggac/model'
import { createProbeSet, type ProbeSetDeps } from '../probe-set.ts'

/** Checks of a round under way at the same time: the streams to all sites of a province belong together. */
const CONCURRENCY = 128
/** What an order may ask for at most: more is a mistake of somebody's, not a preflight. */
const MAX_ROUNDS = 5
const MAX_CHECKS = 5_000
/** Nobody waits longer than this for a round to begin, ms. */
const MAX_PAUSE_MS = 60_000
/** No stream of an order lasts longer, ms, whatever it says. */
const MAX_STREAM_MS = 60_000

/**
 * Does what an order says with the checks of `plan`, apart from their schedule: nothing of it goes into the spool, the answer is
 * all. A check that the plan does not have is answered `unknown`. Rejects only with the signal's reason.
 */
export async function runOrder(
  order: RunOrder,
  { plan, ...deps }: ProbeSetDeps & { readonly plan: readonly Check[] },
  signal: AbortSignal,
): Promise<OrderAnswer> {
  const known = new Map(plan.map((check) => [check.id, check]))
  const problem = problemOf(order)
  if (problem) return { results: [], problem }
  const wanted = order.rounds.flatMap(({ checks }) => checks.flatMap(({ id }) => known.get(id) ?? []))
  await using probes = await createProbeSet(wanted, deps)
  const results: OrderedResult[] = []
  for (const [round, { pauseMs, checks }] of order.rounds.entries()) {
    if (pauseMs > 0 && checks.length > 0) await deps.clock.sleep(Math.min(pauseMs, MAX_PAUSE_MS), signal)
    const queue = checks.values()
    const worker = async () => {
      for (const each of queue) {
        const check = asked(known.get(each.id), each)
        const result = check ? await probes.run(check, signal) : undefined
        results.push(result ? answerOf(round, result) : unknownCheck(round, each.id, deps.clock))
      }
    }
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, checks.length) }, worker))
  }
  return { results }
}

function problemOf({ rounds }: RunOrder): string | undefined {
  if (rounds.length > MAX_ROUNDS) return `an order of ${rounds.length} rounds; an agent does at most ${MAX_ROUNDS}`
  const checks = rounds.reduce((sum, round: Round) => sum + round.checks.length, 0)
  return checks > MAX_CHECKS ? `an order of ${checks} checks; an agent does at most ${MAX_CHECKS}` : undefined
}

/** The check as the plan has it, with what may be different for one run. */
function asked(check: Check | undefined, { timeoutMs, set = {} }: RoundCheck): Check | undefined {
  if (!check) return undefined
  const paced = timeoutMs === undefined ? check : { ...check, timeoutMs: Math.min(timeoutMs, 2 * MAX_STREAM_MS) }
  if (check.kind !== 'stamp') return paced
  const allowed = Object.entries(set).filter(([key]) => stampRunSettings.includes(key))
  const config: Record<string, unknown> = { ...check.config, ...Object.fromEntries(allowed) }
  if (typeof config.durationMs === 'number') config.durationMs = Math.min(config.durationMs, MAX_STREAM_MS)
  return { ...paced, config }
}

const answerOf = (round: number, { check, status, error, detail, at, durationMs, points }: Result): OrderedResult => ({
  round,
  check: check.id,
  status,
  error,
  detail,
  at,
  durationMs,
  lines: encodePoints(points),
})

const unknownCheck = (round: number, check: string, clock: Clock): OrderedResult => ({
  round,
  check,
  status: 'unknown',
  error: 'local',
  detail: 'the agent does not have this check: its configuration is not the collector’s',
  at: clock.now(),
  durationMs: 0,
  lines: '',
})
