import type { Check, TrapDevice } from '@vonggac/model'
import type { Effect } from './notifications.ts'

/** Everything that is looked at again when a device says that something has changed; all but `auth` do. */
const ACTING: ReadonlySet<Effect> = new Set(['link-down', 'link-up', 'restart', 'ups-on-battery', 'ups-back'])

/** Enough for a device and what ends on it. */
const MAX_CHECKS = 16

/**
 * The checks to run at once for a trap of a device, the poll of the device itself first. Pings are not among them: they
 * watch without a pause, and a read-out before its time would judge a circuit by a packet or two.
 * Somebody who guesses communities must not have us poll: `auth` is counted, no more.
 */
export function checksToRun(effect: Effect | undefined, device: TrapDevice, checks: readonly Check[]): string[] {
  if (!effect || !ACTING.has(effect)) return []
  const own = `${device.site}/${device.device}`
  const links = effect.startsWith('link') || effect === 'restart' ? device.links : []
  const nodes = [own, ...links.map((link) => `${device.site}/${link}`)]
  const concerned = checks.filter(({ node, kind }) => nodes.includes(node) && !CONTINUOUS.has(kind))
  const rank = ({ node, kind }: Check) => nodes.indexOf(node) * 2 + (kind === 'snmp' ? 0 : 1)
  return concerned
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_CHECKS)
    .map(({ id }) => id)
}

const CONTINUOUS = new Set(['icmp', 'stamp', 'host'])
