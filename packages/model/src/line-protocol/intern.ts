import type { Tags } from '../point.ts'

/** What stands before a line's fields. */
export interface Series {
  readonly measurement: string
  readonly tags: Tags
}

/** A table of byte strings and what they mean, one entry a slot: a newcomer takes the place of whoever had it. */
class ByteCache<T> {
  readonly #slots: ({ readonly bytes: Uint8Array; readonly value: T } | undefined)[]
  readonly #mask: number
  readonly #maxBytes: number

  constructor(slots: number, maxBytes: number) {
    this.#slots = new Array(slots)
    this.#mask = slots - 1
    this.#maxBytes = maxBytes
  }

  get(bytes: Uint8Array, start: number, end: number): T | undefined {
    const entry = this.#slots[hash(bytes, start, end) & this.#mask]
    return entry !== undefined && same(entry.bytes, bytes, start, end) ? entry.value : undefined
  }

  put(bytes: Uint8Array, start: number, end: number, value: T): T {
    if (end - start <= this.#maxBytes) {
      this.#slots[hash(bytes, start, end) & this.#mask] = { bytes: bytes.slice(start, end), value }
    }
    return value
  }
}

/** Series keys (measurement and tags as they stand in the line). At most some 4 MiB. */
export class SeriesCache extends ByteCache<Series> {
  constructor() {
    super(8_192, 512)
  }
}

/** Field keys. */
export class KeyCache extends ByteCache<string> {
  constructor() {
    super(2_048, 64)
  }
}

/** FNV-1a over the bytes. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193)
  return (value ^ (value >>> 15)) >>> 0
}

function same(entry: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (entry.length !== end - start) return false
  for (let i = 0; i < entry.length; i++) if (entry[i] !== bytes[start + i]) return false
  return true
}
