/** Numbers of lost packets kept between two read-outs; a window that nobody reads forgets where the others were. */
const MAX_LOST = 4_096

/** How the loss of a window lies: in one piece, or scattered. */
export interface LossRuns {
  /** Runs of lost packets that touch the window. */
  readonly runs: number
  /** The longest of them, packets, with what it lost before the window began. */
  readonly longest: number
}

/** Keeps the numbers of lost packets, so that an answer that comes after all can take its packet out of a run. */
export interface LossRunTally {
  lost(packet: number): void
  /** The packet came late. False when it was not lost in this window. */
  cameLate(packet: number): boolean
  take(): LossRuns
}

export function createLossRuns(): LossRunTally {
  let numbers: number[] = []
  let tail = { end: Number.NEGATIVE_INFINITY, length: 0 }
  return {
    lost(packet) {
      if (numbers.length < MAX_LOST) numbers.push(packet)
    },
    cameLate(packet) {
      const at = numbers.lastIndexOf(packet)
      if (at >= 0) numbers.splice(at, 1)
      else if (tail.end === packet) tail = { end: packet - 1, length: Math.max(0, tail.length - 1) }
      return at >= 0
    },
    take() {
      let runs = 0
      let longest = 0
      for (const packet of numbers.sort((a, b) => a - b)) {
        const joins = tail.length > 0 && packet === tail.end + 1
        if (!joins || runs === 0) runs += 1
        tail = { end: packet, length: joins ? tail.length + 1 : 1 }
        longest = Math.max(longest, tail.length)
      }
      numbers = []
      return { runs, longest }
    },
  }
}
