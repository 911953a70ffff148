import type { Point } from '../point.ts'

/** What a line's timestamp counts. */
export type Precision = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h'

/** A line that could not be read. */
export interface LineError {
  /** 1-based line number in the body. */
  readonly line: number
  /** The start of the line, shortened. */
  readonly text: string
  readonly reason: string
}

/** What `checkLines` found. */
export interface CheckedLines {
  /** Lines that hold something, good and bad; blank lines and comments do not count. */
  readonly lines: number
  /** The first bad lines, at most `MAX_ERRORS` of them. */
  readonly errors: LineError[]
  /** How many lines are bad. */
  readonly failed: number
  /** Byte offsets of the bad stretches: start, end, start, end … in order. */
  readonly bad: readonly number[]
  /** How lines begin, as `initialBit`s: a measurement whose bit is not among them stands in none of them. */
  readonly initials: number
}

/** One of 32 bits for the byte that a line begins with; several bytes share one. */
export const initialBit = (byte: number): number => 1 << (byte & 31)

/** Points of the good lines, and what was wrong with the others. */
export interface Parsed extends CheckedLines {
  readonly points: Point[]
}

/** How many bad lines are described: enough to find the mistake, not enough to fill the memory with a hostile body. */
export const MAX_ERRORS = 100

const MAX_TEXT_BYTES = 120

/** Says a line in few characters, for an error message. */
export function excerpt(bytes: Uint8Array, start: number, end: number): string {
  const cut = Math.min(end, start + MAX_TEXT_BYTES)
  const text = new TextDecoder().decode(bytes.subarray(start, cut)).trimEnd()
  return cut < end ? `${text}…` : text
}
