import type { Hop } from './hop-text.ts'

/** What a run has found. */
export interface Path {
  /** From the first hop to the target, or to the last that answered. */
  readonly hops: readonly Hop[]
  readonly reached: boolean
  /** Why it ends where it ends, for people; empty when the target was reached. */
  readonly end: string
}

/** What a router says instead of passing a packet on, as traceroute writes it. */
const FLAGS: Readonly<Record<string, string>> = {
  '!H': 'host unreachable',
  '!N': 'network unreachable',
  '!P': 'protocol unreachable',
  '!S': 'source route failed',
  '!X': 'administratively prohibited',
  '!A': 'administratively prohibited',
  '!V': 'host precedence violation',
  '!C': 'precedence cut off',
}

/**
 * Where hops lead. The target is reached when it answers; `finished`: also when the program ended by itself at an answer that says
 * nothing else, before the last hop that it may try: a machine may answer from another of its addresses.
 */
export function pathOf(
  hops: readonly Hop[],
  target: string,
  { finished, maxHops }: { readonly finished: boolean; readonly maxHops: number },
): Path {
  const direct = hops.findIndex(({ answers }) => answers.some(({ address }) => same(address, target)))
  if (direct >= 0) return { hops: hops.slice(0, direct + 1), reached: true, end: '' }
  const last = hops.findLastIndex(({ answers }) => answers.length > 0)
  const known = hops.slice(0, last + 1)
  const hop = known.at(-1)
  if (!hop) return { hops: [], reached: false, end: 'no hop answers: the path ends before the first router' }
  const where = `hop ${hop.ttl} (${addressesOf(hop).join(', ')})`
  const flag = hop.answers.find((answer) => answer.flag !== undefined)?.flag
  if (flag !== undefined) return { hops: known, reached: false, end: `path ends at ${where}: ${meaningOf(flag)}` }
  if (finished && last === hops.length - 1 && hop.ttl < maxHops) return { hops: known, reached: true, end: '' }
  if (hop.ttl >= maxHops)
    return { hops: known, reached: false, end: `path goes on after ${maxHops} hops: longer than it may be` }
  return { hops: known, reached: false, end: `path ends after ${where}: no answer behind it` }
}

/** Who answered at a hop, each once, in order of answering. */
export const addressesOf = ({ answers }: Hop): string[] => [...new Set(answers.map(({ address }) => address))]

/** The way as one line: `10.0.0.1 > * > 10.0.9.9`. */
export const pathText = (hops: readonly Hop[]): string => hops.map((hop) => addressesOf(hop)[0] ?? '*').join(' > ')

const meaningOf = (flag: string): string => {
  const code = /^!(\d{1,3})$/.exec(flag)?.[1]
  const meaning = flag.startsWith('!F') ? 'a fragment would be needed' : FLAGS[flag]
  return meaning ? `${meaning} (${flag})` : code ? `unreachable, ICMP code ${code}` : `unreachable (${flag})`
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
