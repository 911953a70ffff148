/**
 * Which packets of which targets have a verdict. fping sends to all of its targets in rounds, numbered `[n]`, and says nothing at
 * all about a packet that the kernel refused to send; so a packet is missing when its round has long been over elsewhere.
 */
export interface Rounds {
  /** Notes a verdict. False when the packet had one already (a duplicate, or an answer after its time). */
  settle(target: number, seq: number): boolean
  /** The targets whose packet of round `seq` or earlier has no verdict, once per packet. */
  missing(seq: number): { target: number; seq: number }[]
}

/** A number that jumps further than this is garbage: nobody can be so many rounds ahead. */
const MAX_AHEAD = 1_000

/** Starts at round 0 for `count` targets, named by index. */
export function createRounds(count: number): Rounds {
  /** The first round without a verdict, per target, and the later ones that have one (an answer overtook a time-out). */
  const next = new Uint32Array(count)
  const ahead: (Set<number> | undefined)[] = new Array(count).fill(undefined)

  const advance = (target: number) => {
    const later = ahead[target]
    next[target]! += 1
    while (later?.delete(next[target]!)) next[target]! += 1
    if (later?.size === 0) ahead[target] = undefined
  }

  return {
    settle(target, seq) {
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
    },
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
