/**
 * Which packets of which targets have a verdict. fping sends to all of its targets in rounds, numbered `[n]`, and says nothing at
 * all about a packet that the kernel refused to send; so a packet is missing when its round has long been over elsewhere.
 */
export interface Rounds {
  /** Notes a verdict. False when the packet had one already. */
  settle(target: number, seq: number): boolean
  /** What an answer to this packet is. `first` and `reordered` are its verdict. */
  arrive(target: number, seq: number): Arrival
  /** Gives a packet up. False when it has a verdict already. */
  giveUp(target: number, seq: number): boolean
  /** No answer to this packet, which was given up, is told any more. */
  forget(target: number, seq: number): void
  /** Whether a packet that was given up is neither answered nor forgotten. */
  isAwaited(target: number, seq: number): boolean
  /** The targets whose packet of round `seq` or earlier has no verdict, once per packet. */
  missing(seq: number): { target: number; seq: number }[]
}

/** `reordered`: an answer to a later packet came before. `late`: the packet had been given up. `odd`: no packet has this number. */
export type Arrival = 'first' | 'reordered' | 'late' | 'duplicate' | 'odd'

/** A number that jumps further than this is garbage: nobody can be so many rounds ahead. */
const MAX_AHEAD = 1_000
/** Packets given up that may still come, per target; the oldest are forgotten. As many as a stream of 100 a second has under way. */
const MAX_GIVEN_UP = 128

/** Starts at round 0 for `count` targets, named by index. */
export function createRounds(count: number): Rounds {
  /** The first round without a verdict, per target, and the later ones that have one (an answer overtook a time-out). */
  const next = new Uint32Array(count)
  const ahead: (Set<number> | undefined)[] = new Array(count).fill(undefined)
  const givenUp: (Set<number> | undefined)[] = new Array(count).fill(undefined)
  /** One more than the highest packet that has an answer. */
  const top = new Uint32Array(count)

  const advance = (target: number) => {
    const later = ahead[target]
    next[target]! += 1
    while (later?.delete(next[target]!)) next[target]! += 1
    if (later?.size === 0) ahead[target] = undefined
  }
  const settle = (target: number, seq: number) => {
    const due = next[target]!
    if (seq === due) {
      advance(target)
      return true
    }
    if (seq < due || seq > due + MAX_AHEAD) return false
    ahead[target] ??= new Set()
    const later = ahead[target]
    if (later.has(seq)) return false
    later.add(seq)
    return true
  }

  return {
    settle,
    arrive(target, seq) {
      if (seq > next[target]! + MAX_AHEAD) return 'odd'
      if (!settle(target, seq)) {
        const waiting = givenUp[target]
        if (!waiting?.delete(seq)) return 'duplicate'
        if (waiting.size === 0) givenUp[target] = undefined
        return 'late'
      }
      if (seq < top[target]!) return 'reordered'
      top[target] = seq + 1
      return 'first'
    },
    giveUp(target, seq) {
      if (!settle(target, seq)) return false
      givenUp[target] ??= new Set()
      const waiting = givenUp[target]
      waiting.add(seq)
      if (waiting.size > MAX_GIVEN_UP) waiting.delete(waiting.values().next().value!)
      return true
    },
    forget(target, seq) {
      const waiting = givenUp[target]
      if (waiting?.delete(seq) && waiting.size === 0) givenUp[target] = undefined
    },
    isAwaited: (target, seq) => givenUp[target]?.has(seq) ?? false,
    missing(seq) {
      const found: { target: number; seq: number }[] = []
      for (let target = 0; target < count; target++) {
        for (let due = next[target]!; due <= Math.min(seq, next[target]! + MAX_AHEAD); due++)
          if (!ahead[target]?.has(due)) found.push({ target, seq: due })
      }
      return found
    },
  }
}
