import { ProbeFailure } from '@vonggac/model'
import { createGrowingBuffer } from './growing-buffer.ts'

/** Cuts bytes into lines, whatever the pieces they come in. */
export interface LineReader {
  /**
   * Consumes `chunk` from `at` up to and with a line feed. `text` is the line without its end, undefined while it is not
   * complete. Throws `ProbeFailure('protocol')` for a line longer than `maxBytes`.
   */
  read(chunk: Buffer, at: number, maxBytes: number): { readonly next: number; readonly text: string | undefined }
  /** What there is of the line that is not complete, at most `max` characters. */
  begun(max: number): string
}

export function createLineReader(capacity: number): LineReader {
  const line = createGrowingBuffer(capacity)
  return {
    read(chunk, at, maxBytes) {
      const end = chunk.indexOf(10, at)
      const next = end === -1 ? chunk.length : end + 1
      if (line.length + next - at > maxBytes)
        throw new ProbeFailure('protocol', `a line of the answer is longer than ${maxBytes} bytes`)
      if (end !== -1 && line.length === 0) return { next, text: withoutEnd(chunk.toString('latin1', at, next)) }
      line.append(chunk.subarray(at, next))
      if (end === -1) return { next, text: undefined }
      const text = line.bytes().toString('latin1')
      line.clear()
      return { next, text: withoutEnd(text) }
    },
    begun: (max) => line.bytes().toString('latin1', 0, max),
  }
}

const withoutEnd = (line: string): string => line.slice(0, line.endsWith('\r\n') ? -2 : -1)
