import { isIPv6 } from 'node:net'
import type { Echo } from './engine.ts'

/**
 * Targets per fping. Few processes are cheap: a raw socket hears every ICMP packet of the machine, so ten processes of 100 cost six times
 * one of 1,000 (measured). The limit bounds the burst, as a round is sent back to back: 1,000 × 84 bytes are 7 ms of a 100 Mbit/s line.
 */
export const MAX_GROUP = 1_000

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
