/** The first allocation, bytes: most answers are smaller. */
const START_BYTES = 4_096

/** Bytes put together piece by piece, up to `maxBytes`: cheap for many small pieces, and never more memory than twice what came. */
export interface GrowingBuffer {
  /** Takes what still fits and says how many bytes that were. */
  append(bytes: Uint8Array): number
  readonly length: number
  /** What came so far. Valid until the next `append`. */
  bytes(): Buffer
  clear(): void
}

export function createGrowingBuffer(maxBytes: number): GrowingBuffer {
  let buffer = Buffer.alloc(0)
  let length = 0
  return {
    append(bytes) {
      const taken = Math.min(bytes.length, maxBytes - length)
      if (length + taken > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(START_BYTES, length + taken, 2 * buffer.length)))
        buffer.copy(larger, 0, 0, length)
        buffer = larger
      }
      buffer.set(taken === bytes.length ? bytes : bytes.subarray(0, taken), length)
      length += taken
      return taken
    },
    get length() {
      return length
    },
    bytes: () => buffer.subarray(0, length),
    clear() {
      length = 0
    },
  }
}
