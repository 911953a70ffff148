import type { Hop } from './hop-text.ts'
import { addressesOf, type Path, pathText } from './path.ts'

/** A way that is another than before. */
export interface PathChange {
  /** The first hop that differs. */
  readonly ttl: number
  readonly oldAddress: string
  readonly newAddress: string
  readonly oldPath: string
  readonly newPath: string
}

/** A target's way up to now. */
export interface PathMemory {
  /** Takes a run in; the change that it is, if it is one. */
  learn(path: Path): PathChange | undefined
}

/** Addresses remembered for a hop: more alternatives than routers balance over in practice. */
const MAX_ALTERNATIVES = 8
/** An address that was not seen for so many runs is forgotten: when it comes back, that is news again. */
const FORGET_AFTER_RUNS = 12
/** How often a hop may go back to an address that is still remembered and be reported. From then on the two are equal alternatives. */
const REPORTED_RETURNS = 1

interface Remembered {
  /** When each address was last seen, in runs. */
  readonly seen: Map<string, number>
  current: ReadonlySet<string>
  returns: number
}

/**
 * Remembers the way to one target. A new address is a change, and so is the first return to the old one: a detour and its end are both
 * told. A hop that keeps changing among the same addresses is a router that balances load, and is silent. A hop that does not
 * answer may be anything, and an answer where there never was one is learnt without a word.
 */
export function createPathMemory(): PathMemory {
  const hops = new Map<number, Remembered>()
  let runs = 0
  let before: Path | undefined
  return {
    learn(path) {
      runs++
      const old = before
      const changed = path.hops.filter(passesOn).flatMap((hop) => {
        const from = stepTo(hops, hop, runs)
        return from === undefined ? [] : [{ ttl: hop.ttl, oldAddress: from, newAddress: addressesOf(hop)[0]! }]
      })
      // A broken way says nothing of what is behind the break: what it was before stays.
      if (path.reached || !old) before = path
      const [first] = changed
      return first && old && { ...first, oldPath: pathText(old.hops), newPath: pathText(path.hops) }
    },
  }
}

/** Who refuses a packet answers in the place of the hop behind him: that is where the way ends, not another way. */
const passesOn = ({ answers }: Hop): boolean => answers.some(({ flag }) => flag === undefined)

/** Takes an answer in; the address that was there before when that is worth telling. */
function stepTo(hops: Map<number, Remembered>, hop: Hop, run: number): string | undefined {
  const addresses = addressesOf(hop).slice(0, MAX_ALTERNATIVES)
  if (addresses.length === 0) return undefined
  const known = hops.get(hop.ttl)
  if (!known) {
    hops.set(hop.ttl, { seen: new Map(addresses.map((each) => [each, run])), current: new Set(addresses), returns: 0 })
    return undefined
  }
  forget(known, run)
  const [was = ''] = known.current
  const stays = addresses.some((each) => known.current.has(each))
  const returns = addresses.some((each) => known.seen.has(each))
  for (const each of addresses) known.seen.set(each, run)
  while (known.seen.size > MAX_ALTERNATIVES) known.seen.delete(oldestOf(known.seen))
  if (stays) return undefined
  known.current = new Set(addresses)
  if (!returns) return was
  return known.returns++ < REPORTED_RETURNS ? was : undefined
}

function forget(known: Remembered, run: number): void {
  for (const [address, last] of known.seen) {
    if (run - last > FORGET_AFTER_RUNS && !known.current.has(address)) known.seen.delete(address)
  }
  if (known.seen.size <= known.current.size) known.returns = 0
}

const oldestOf = (seen: ReadonlyMap<string, number>): string =>
  [...seen].reduce((oldest, each) => (each[1] < oldest[1] ? each : oldest))[0]
