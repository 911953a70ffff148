import type { Tags } from '../point.ts'

/** What stands before a line's fields. */
export interface Series {
  readonly measurement: string
  readonly tags: Tags
}

interface Entry<T> {
  readonly length: number
  readonly view: DataView
  readonly value: T
}

/** A table of byte strings and what they mean, two entries to a slot: a newcomer takes the place of the older one. */
class ByteCache<T> {
  readonly #slots: (Entry<T> | undefined)[]
  readonly #mask: number
  readonly #maxBytes: number

  constructor(slots: number, maxBytes: number) {
    this.#slots = new Array(2 * slots)
    this.#mask = slots - 1
    this.#maxBytes = maxBytes
  }

  get(view: DataView, start: number, end: number): T | undefined {
    const slot = (hash(view, start, end) & this.#mask) * 2
    const first = this.#slots[slot]
    if (first !== undefined && same(first, view, start, end)) return first.value
    const second = this.#slots[slot + 1]
    return second !== undefined && same(second, view, start, end) ? second.value : undefined
  }

  put(view: DataView, start: number, end: number, value: T): T {
    const length = end - start
    if (length > this.#maxBytes) return value
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length).slice()
    const slot = (hash(view, start, end) & this.#mask) * 2
    this.#slots[slot + 1] = this.#slots[slot]
    this.#slots[slot] = { length, view: new DataView(bytes.buffer), value }
    return value
  }
}

/** Series keys (measurement and tags as they stand in the line). At most some 8 MiB, when keys are long. */
export class SeriesCache extends ByteCache<Series> {
  constructor() {
    super(8_192, 512)
  }
}

/** Field keys. */
export class KeyCache extends ByteCache<string> {
  constructor() {
    super(1_024, 64)
  }
}

/** FNV-1a, four bytes at a time. */
function hash(view: DataView, start: number, end: number): number {
  let value = 0x811c9dc5
  let i = start
  for (; i + 4 <= end; i += 4) value = mix(value, view.getInt32(i, true))
  for (; i < end; i++) value = mix(value, view.getUint8(i))
  return (value ^ (value >>> 15)) >>> 0
}

const mix = (value: number, word: number): number => {
  const mixed = Math.imul(value ^ word, 0x01000193)
  // Words differ in their high bytes, too, and a product carries only upwards.
  return mixed ^ (mixed >>> 17)
}

function same(entry: Entry<unknown>, view: DataView, start: number, end: number): boolean {
  const { length, view: known } = entry
  if (length !== end - start) return false
  let i = 0
  for (; i + 4 <= length; i += 4) if (known.getInt32(i, true) !== view.getInt32(start + i, true)) return false
  for (; i < length; i++) if (known.getUint8(i) !== view.getUint8(start + i)) return false
  return true
}
