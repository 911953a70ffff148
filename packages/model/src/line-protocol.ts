import type { Point } from './point.ts'

// Contract only: the codec itself is written by whoever owns this file. Keep these signatures.

export type Precision = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h'

/** A line that could not be read. */
export interface LineError {
  /** 1-based line number in the body. */
  readonly line: number
  /** The start of the line, shortened. */
  readonly text: string
  readonly reason: string
}

export interface Parsed {
  readonly points: Point[]
  readonly errors: LineError[]
}

/** What `checkLines` found: which byte ranges of the body hold good lines. */
export interface CheckedLines {
  readonly lines: number
  readonly errors: LineError[]
}

/** Reads a body of line protocol. Lines without a timestamp get `now` (Unix ms). Bad lines are reported, the good ones kept. */
export declare function parseLines(body: Uint8Array | string, options: { precision?: Precision; now: number }): Parsed

/** Points as line protocol, a line each, ending in a newline, nanosecond timestamps. Throws a `TypeError` for a point that line protocol cannot say. */
export declare function encodePoints(points: readonly Point[]): string
