import { type Point, type ServiceState, serviceStates } from '@vonggac/model'

/** A service at a moment as a point of measurement `service`: `state` is the index in `serviceStates`, `up` 1 while it works, be it degraded. */
export function servicePoint({ node, state, at }: { node: string; state: ServiceState; at: number }): Point {
  const slash = node.indexOf('/')
  const works = { up: 1n, degraded: 1n, down: 0n, unknown: undefined, closed: undefined }[state]
  return {
    measurement: 'service',
    tags: { service: node.slice(slash + 1), site: node.slice(0, slash) },
    fields: { state: BigInt(serviceStates.indexOf(state)), ...(works !== undefined && { up: works }) },
    timestamp: at,
  }
}
