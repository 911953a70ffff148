import type { Clock } from '@vonggac/model'
import { type Der, DerError, readDer, TAG } from './der.ts'

/** Entries that are gone through before others have their turn: 5,000 take some two milliseconds. */
const TURN = 5_000
/** An index has two places for each entry, so that looking one up takes a step or two. */
const LOAD = 2
/** More than this cannot be in the bytes that are fetched at most. */
const MAX_ENTRIES = 2_000_000

/** The entries of a CRL by serial number, over its bytes: eight bytes of memory each, where a `Map` would take a hundred. */
export interface SerialIndex {
  readonly count: number
  find(serial: Buffer): Der | undefined
}

/** Indexes the entries that stand behind each other in `list`. Throws a `DerError` for a list that is none. */
export async function createSerialIndex(list: Buffer, clock: Clock, signal: AbortSignal): Promise<SerialIndex> {
  const span: Span = { tag: 0, start: 0, end: 0 }
  const each = async (visit: (at: number) => void) => {
    let count = 0
    for (let at = 0; at < list.length; at = span.end) {
      visit(at)
      readSpan(list, at, span)
      if (++count > MAX_ENTRIES) throw new DerError(`more than ${MAX_ENTRIES} entries`)
      if (count % TURN === 0) await clock.sleep(0, signal)
    }
    return count
  }
  const count = await each(() => {})
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * LOAD)))
  // Where an entry begins, plus one: 0 is a free place.
  const places = new Uint32Array(size)
  const serial: Span = { tag: 0, start: 0, end: 0 }
  await each((at) => {
    readSerial(list, at, serial)
    let place = hashOf(list, serial.start, serial.end) & (size - 1)
    while (places[place] !== 0) place = (place + 1) & (size - 1)
    places[place] = at + 1
  })
  return {
    count,
    find(wanted) {
      let place = hashOf(wanted, 0, wanted.length) & (size - 1)
      for (; places[place] !== 0; place = (place + 1) & (size - 1)) {
        const at = places[place]! - 1
        readSerial(list, at, serial)
        if (wanted.equals(list.subarray(serial.start, serial.end))) return readDer(list, at)
      }
      return undefined
    },
  }
}

/** One value without an object for it. */
interface Span {
  tag: number
  start: number
  end: number
}

function readSerial(bytes: Buffer, at: number, span: Span): void {
  readSpan(bytes, at, span)
  const { tag, start, end } = span
  if (tag !== TAG.sequence) throw new DerError('an entry that is no sequence')
  readSpan(bytes, start, span)
  if (span.tag !== TAG.integer || span.end > end) throw new DerError('an entry without a serial number')
}

function readSpan(bytes: Buffer, at: number, span: Span): void {
  const first = bytes[at + 1] ?? 0x80
  // Entries are short; the careful reader takes the others.
  if (first < 0x80 && at + 2 + first <= bytes.length) {
    span.tag = bytes[at]!
    span.start = at + 2
    span.end = at + 2 + first
    return
  }
  const { tag, content, whole } = readDer(bytes, at)
  span.tag = tag
  span.end = at + whole.length
  span.start = span.end - content.length
}

/** FNV-1a. Whoever can choose the serial numbers of a CRL that is signed can do worse than slow down a look-up. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash >>> 0
}
