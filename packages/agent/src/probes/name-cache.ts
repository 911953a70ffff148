import { isIP } from 'node:net'
import { type Clock, ProbeFailure } from '@vonggac/model'

/** A resolved name is believed this long, ms: getaddrinfo tells no TTL, and a minute is what monitoring can lag behind. */
const TTL_MS = 60_000
/** A failure is believed this long, ms: long enough that a dead resolver is not hammered. */
const FAILURE_TTL_MS = 5_000
/** Names kept; the oldest go first. */
const MAX_NAMES = 10_000

/** Turns host names into addresses. */
export interface NameCache {
  /** An IP address comes back as it is. Throws `ProbeFailure('dns')` when the name has no address. */
  resolve(host: string): Promise<string>
}

type Lookup = (host: string) => Promise<string>

/** Asks the system's resolver (hosts file, DNS) at most once a minute per name, whoever asks; askers at the same time share one question. */
export function createNameCache(clock: Clock, lookup: Lookup = systemLookup): NameCache {
  const names = new Map<string, { answer: Promise<string>; untilMs: number }>()
  return {
    async resolve(host) {
      if (isIP(host)) return host
      const known = names.get(host)
      if (known && known.untilMs > clock.monotonic()) return known.answer
      const entry = { answer: lookup(host), untilMs: Number.POSITIVE_INFINITY }
      names.delete(host)
      names.set(host, entry)
      if (names.size > MAX_NAMES) names.delete(names.keys().next().value!)
      try {
        const address = await entry.answer
        entry.untilMs = clock.monotonic() + TTL_MS
        return address
      } catch (error) {
        entry.untilMs = clock.monotonic() + FAILURE_TTL_MS
        throw error
      }
    },
  }
}

/** The system's resolver, asked for addresses of one family alone. */
export const lookupOf =
  (family: 4 | 6): Lookup =>
  (host) =>
    systemLookup(host, family)

async function systemLookup(host: string, family: 0 | 4 | 6 = 0): Promise<string> {
  const { lookup } = await import('node:dns/promises')
  try {
    return (await lookup(host, { order: 'ipv4first', family })).address
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ProbeFailure(
      'dns',
      `${host}: ${code === 'ENOTFOUND' ? (family ? `no IPv${family} address` : 'no such host') : `name not resolved (${code})`}`,
      {
        cause: error,
      },
    )
  }
}
