import type { Check, Clock, Result } from '@vonggac/model'

/** One traceroute of a node in this time, ms: a link that flaps is no reason to trace it all the time. */
const AGAIN_MS = 30_000

/**
 * Has the way to a node traced as soon as the node is noticed to fail: that is when the path tells where it ends. The returned function
 * takes every notice; `trace` is called with the traceroute checks of the node, if it has any.
 */
export function createOutageTrace(
  checks: readonly Check[],
  clock: Clock,
  trace: (checkId: string) => void,
): (notice: Result) => void {
  const byNode = Map.groupBy(
    checks.filter(({ kind }) => kind === 'traceroute'),
    ({ node }) => node,
  )
  const tracedMs = new Map<string, number>()
  return ({ check, status }) => {
    const traces = byNode.get(check.node)
    if (status !== 'fail' || !traces) return
    const nowMs = clock.monotonic()
    if (nowMs - (tracedMs.get(check.node) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
    tracedMs.set(check.node, nowMs)
    for (const { id } of traces) trace(id)
  }
}
