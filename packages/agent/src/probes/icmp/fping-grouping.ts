import { isIPv6 } from 'node:net'
import type { Echo } from './engine.ts'

/**
 * Targets per fping. It sends a whole round back to back, so this bounds the burst (100 × 84 bytes are 1.3 ms of a 50 Mbit/s line)
 * and what a change of the plan interrupts.
 */
export const MAX_GROUP = 100

/** What one fping can do together: same period, size, patience and address family. */
export const groupKey = (echo: Echo): string =>
  `${isIPv6(echo.address) ? 6 : 4} ${echo.periodMs} ${echo.lostAfterMs} ${echo.size}`

/**
 * Spreads the wanted echoes over groups so that as few existing groups as possible change: an echo stays where it is, newcomers
 * fill the gaps. Returns the new membership of every current group (perhaps empty), then that of new groups.
 */
export function regroup(current: readonly (readonly Echo[])[], wanted: readonly Echo[], max = MAX_GROUP): Echo[][] {
  const open = new Map(wanted.map((echo) => [echo.key, echo]))
  const groups = current.map((group) => group.filter((echo) => open.delete(echo.key)))
  for (const echo of open.values()) {
    const kind = groupKey(echo)
    const room = groups.find((group) => group.length > 0 && group.length < max && groupKey(group[0]!) === kind)
    if (room) room.push(echo)
    else groups.push([echo])
  }
  return groups
}

/** Whether two memberships are the same. */
export const sameGroup = (a: readonly Echo[], b: readonly Echo[]): boolean =>
  a.length === b.length && a.every((echo, index) => echo.key === b[index]!.key)
