import { type Point, type ServiceState, serviceRanks, serviceStates } from '@vonggac/model'

/**
 * A service at a moment as a point of measurement `service`: `state` is the index in `serviceStates`, `rank` the one in
 * `serviceRanks` (its maximum over a time is the worst), `up` 1 while it works, be it degraded.
 */
export function servicePoint({ node, state, at }: { node: string; state: ServiceState; at: number }): Point {
  const slash = node.indexOf('/')
  const works = { up: 1n, degraded: 1n, down: 0n, unknown: undefined, closed: undefined }[state]
  return {
    measurement: 'service',
    tags: { service: node.slice(slash + 1), site: node.slice(0, slash) },
    fields: {
      state: BigInt(serviceStates.indexOf(state)),
      rank: BigInt(serviceRanks.indexOf(state)),
      ...(works !== undefined && { up: works }),
    },
    timestamp: at,
  }
}
