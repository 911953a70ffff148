import type { QueuedMessage } from './tally.ts'

/** ` 25m  2.9K 0t5C6f-0000c8-00 <alice@example.test> *** frozen ***` */
const HEAD =
  /^\s*(\d{1,6})([smhdw])\s+(\d{1,6}(?:\.\d{1,2})?)([KMG]?)\s+([\w-]{10,40})\s+(<.*?>)(?:\s+\(.*\))?\s*(\*\*\* frozen \*\*\*)?\s*$/

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }
const BYTES: Readonly<Record<string, number>> = { '': 1, K: 1_024, M: 1_048_576, G: 1_073_741_824 }

/**
 * A message of `exim -bp`, from its first line; undefined for the lines of its receivers. Ages and sizes are as coarse as Exim
 * tells them. A frozen message is on hold: Exim has given up until somebody thaws it. Never throws.
 */
export function eximMessage(line: string): QueuedMessage | undefined {
  const match = HEAD.exec(line)
  if (!match) return undefined
  const [, age, unit, size, scale, , , frozen] = match
  return {
    queue: frozen ? 'hold' : 'deferred',
    bytes: Math.round(Number(size) * BYTES[scale!]!),
    ageS: Number(age) * SECONDS[unit!]!,
    reasons: [],
  }
}
