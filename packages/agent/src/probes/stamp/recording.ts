/** What a reply was, beside its times: bits of `Recording.flags`. */
export const SENT = 1
export const ANSWERED = 2
/** The reply was read while this process was behind: its time of arrival is ours, not the network's. */
export const TAINTED = 4
/** The reply came later than the limit. */
export const LATE = 8

/**
 * Everything that happened to the packets of one run, by the sender's sequence number: flat arrays, so that 10,000 packets are 400 kB
 * and no objects. Times are ms; `sent` and `back` by the sender's monotonic clock, `reached` and `left` by the reflector's.
 */
export interface Recording {
  readonly flags: Uint8Array
  readonly sent: Float64Array
  readonly reached: Float64Array
  readonly left: Float64Array
  readonly back: Float64Array
  /** The reflector's own number in the first reply to the packet. */
  readonly number: Uint32Array
  /** Packets of the stream have smaller numbers than this; closing ones have larger ones, and this one number is left out. */
  readonly stream: number
  /** Sequence numbers in the order in which first replies came. */
  readonly arrivals: Uint32Array
  arrived: number
  /** Replies to what had been answered: with a new number of the reflector the packet was doubled on its way there, else on its way back. */
  duplicateForward: number
  duplicateReturn: number
}

/** Room for `stream` packets and `closing` ones behind them. */
export function createRecording(stream: number, closing: number): Recording {
  const size = stream + 1 + closing
  return {
    flags: new Uint8Array(size),
    sent: new Float64Array(size),
    reached: new Float64Array(size),
    left: new Float64Array(size),
    back: new Float64Array(size),
    number: new Uint32Array(size),
    stream,
    arrivals: new Uint32Array(size),
    arrived: 0,
    duplicateForward: 0,
    duplicateReturn: 0,
  }
}

/** What the sender knows when a reply has come. */
export interface Arrival {
  readonly sequence: number
  readonly number: number
  readonly reached: number
  readonly left: number
  readonly back: number
  readonly flags: number
}

/** Notes a reply. Returns false for one to a packet that was never sent. */
export function note(recording: Recording, { sequence, number, reached, left, back, flags }: Arrival): boolean {
  const before = recording.flags[sequence] ?? 0
  if ((before & SENT) === 0) return false
  if (before & ANSWERED) {
    if (recording.number[sequence] === number) recording.duplicateReturn++
    else recording.duplicateForward++
    return true
  }
  recording.flags[sequence] = before | ANSWERED | flags
  recording.number[sequence] = number
  recording.reached[sequence] = reached
  recording.left[sequence] = left
  recording.back[sequence] = back
  recording.arrivals[recording.arrived++] = sequence
  return true
}
