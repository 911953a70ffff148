import { BerError } from './ber.ts'

/** Object identifiers: dotted text ↔ the content bytes of BER (X.690 §8.19). */

/** SMI allows arcs of 32 bits (RFC 2578 §3.5). */
const MAX_ARC = 0xffff_ffff
/** The first two arcs travel as one number. */
const MAX_FIRST = MAX_ARC + 80

/** The content bytes of a dotted OID of at least two arcs. Throws `BerError` for a text that is none. */
export function encodeOid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number)
  const [first, second] = arcs
  const valid = /^\d+(\.\d+)+$/.test(dotted) && first! <= 2 && (first === 2 || second! < 40)
  if (!valid || arcs.some((arc) => arc > MAX_ARC))
    throw new BerError(`${JSON.stringify(dotted)} is no object identifier`)
  const bytes: number[] = []
  for (const arc of [first! * 40 + second!, ...arcs.slice(2)]) {
    const groups = [arc % 128]
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) + 128)
    bytes.push(...groups)
  }
  return Uint8Array.from(bytes)
}

/** The dotted text of content bytes. Throws `BerError` for an arc that is cut off or beyond 32 bits. */
export function oidAt(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let arc = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    arc = arc * 128 + (byte & 0x7f)
    if (arc > MAX_FIRST) throw new BerError('an arc beyond 32 bits')
    if (byte >= 0x80) continue
    if (text === '') {
      const first = Math.min(2, Math.floor(arc / 40))
      text = `${first}.${arc - first * 40}`
    } else text += `.${arc}`
    arc = 0
  }
  if (end > start && bytes[end - 1]! >= 0x80) throw new BerError('an arc that is cut off')
  return text
}

/** Whether `oidAt` can read it. */
export function isWholeOid(bytes: Uint8Array, start: number, end: number): boolean {
  let arc = 0
  for (let at = start; at < end; at++) {
    arc = arc * 128 + (bytes[at]! & 0x7f)
    if (arc > MAX_FIRST) return false
    if (bytes[at]! < 0x80) arc = 0
  }
  return end === start || bytes[end - 1]! < 0x80
}

/** What stands where an OID has more than one arc behind a prefix, or one that cannot be read. */
export const NO_INDEX = -1

/** The single arc between two places in an OID's content, or `NO_INDEX`. */
export function indexAt(bytes: Uint8Array, start: number, end: number): number {
  let arc = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) return at === end - 1 && arc <= MAX_ARC ? arc : NO_INDEX
  }
  return NO_INDEX
}
