import { isIPv6 } from 'node:net'
import type { Echo } from './engine.ts'

/**
 * Targets per fping. Few processes are cheap: a raw socket hears every ICMP packet of the machine, so ten processes of 100 cost six times
 * one of 1,000 (measured). The limit bounds the burst, as a round is sent back to back: 1,000 × 84 bytes are 7 ms of a 100 Mbit/s line.
 */
export const MAX_GROUP = 1_000

/**
 * Where a second is not enough to be quick anyway, a round may take half a second itself: one process for more targets, because every
 * process hears the answers to all of them. 10,000 targets every 5 s are two.
 */
const LARGE = { fromPeriodMs: 5_000, targets: 5_000 }
/**
 * fping numbers its packets with 16 bits and keeps a number for ten seconds or its time-out; it gives up when none is free. Packets a
 * second of one process, with room to spare.
 */
const MAX_PACKETS_S = 4_000

/** How many targets one fping may have that are like this one. */
export const groupLimit = ({ periodMs }: Pick<Echo, 'periodMs'>): number =>
  periodMs >= LARGE.fromPeriodMs
    ? LARGE.targets
    : Math.min(MAX_GROUP, Math.max(1, Math.floor((MAX_PACKETS_S * periodMs) / 1_000)))

/** What one fping can do together: same period, size, patience, class and address family. */
export const groupKey = (echo: Echo): string =>
  `${isIPv6(echo.address) ? 6 : 4} ${echo.periodMs} ${echo.lostAfterMs} ${echo.size} ${echo.dscp}`

/**
 * Spreads the wanted echoes over groups so that as few existing groups as possible change: an echo stays where it is, newcomers
 * fill the gaps. Returns the new membership of every current group (perhaps empty), then that of new groups.
 */
export function regroup(current: readonly (readonly Echo[])[], wanted: readonly Echo[], max?: number): Echo[][] {
  const open = new Map(wanted.map((echo) => [echo.key, echo]))
  const groups = current.map((group) => group.filter((echo) => open.delete(echo.key)))
  // By kind, so that ten thousand newcomers do not each look through all groups.
  const byKind = Map.groupBy(
    groups.filter((group) => group.length > 0),
    (group) => groupKey(group[0]!),
  )
  for (const echo of open.values()) {
    const limit = max ?? groupLimit(echo)
    const kind = groupKey(echo)
    const alike = byKind.get(kind) ?? []
    byKind.set(kind, alike)
    const room = alike.find((group) => group.length < limit)
    if (room) {
      room.push(echo)
      continue
    }
    const group = [echo]
    groups.push(group)
    alike.push(group)
  }
  return groups
}

/** Whether two memberships are the same. */
export const sameGroup = (a: readonly Echo[], b: readonly Echo[]): boolean =>
  a.length === b.length && a.every((echo, index) => echo.key === b[index]!.key)
