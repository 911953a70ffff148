/**
 * The lowest layer of the aligned packed encoding rules (ITU-T X.691): bits, octets at octet boundaries, whole numbers and
 * lengths. Clause numbers are those of the edition of 2002.
 */

/** Bytes that are not what PER allows, or more than H.225.0 ever needs. The only thing that a reader throws. */
export class PerError extends Error {
  override name = 'PerError'
}

/** Longer contents come in fragments (10.9.3.8), which no message of call signalling or RAS needs, octets or items. */
const MAX_LENGTH = 16_383
/** A normally small number or length up to here takes six bits (10.6.1, 10.9.3.4). */
const SMALL = 64

/** Writes bit after bit, the highest first. A value that does not fit is a mistake of ours and throws `RangeError`. */
export class PerWriter {
  readonly #octets: number[] = []
  /** Bits that are still free in the last octet. */
  #free = 0

  bits(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#free === 0) {
        this.#octets.push(0)
        this.#free = 8
      }
      this.#free--
      if (Math.floor(value / 2 ** bit) % 2 === 1) this.#octets[this.#octets.length - 1]! |= 1 << this.#free
    }
  }

  flag(value: boolean): void {
    this.bits(value ? 1 : 0, 1)
  }

  /** Octets, at an octet boundary. */
  octets(octets: Uint8Array): void {
    this.align()
    for (const octet of octets) this.#octets.push(octet)
  }

  align(): void {
    this.#free = 0
  }

  /** A number within bounds that both sides know (10.5.7): a few bits, or one or two octets at a boundary. */
  constrained(value: number, min: number, max: number): void {
    if (!Number.isInteger(value) || value < min || value > max)
      throw new RangeError(`${value} is not between ${min} and ${max}`)
    const { width, aligned } = fieldFor(min, max)
    if (aligned) this.align()
    this.bits(value - min, width)
  }

  /** A length without an upper bound that matters (10.9.3.6, 10.9.3.7). */
  length(length: number): void {
    if (length > MAX_LENGTH) throw new RangeError(`${length} does not fit into one fragment`)
    this.align()
    if (length < 0x80) this.bits(length, 8)
    else this.bits(0x8000 + length, 16)
  }

  /** A number that is nearly always small (10.6), such as the index of an alternative; or a small length, less one (10.9.3.4). */
  small(value: number): void {
    if (value >= SMALL) throw new RangeError(`${value} is not small`)
    this.bits(value, 7)
  }

  /** What was written, padded to whole octets. At least one, as an open type needs it (10.1.3). */
  finish(): Buffer {
    return Buffer.from(this.#octets.length === 0 ? [0] : this.#octets)
  }
}

/** Reads what `PerWriter` writes. Every method throws `PerError` where the bytes end, and never allocates by a length it was told. */
export class PerReader {
  readonly #octets: Uint8Array
  /** In bits. */
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  bits(count: number): number {
    if (this.#at + count > this.#octets.length * 8) throw new PerError('cut off')
    let value = 0
    for (let i = 0; i < count; i++, this.#at++)
      value = value * 2 + ((this.#octets[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1)
    return value
  }

  flag(): boolean {
    return this.bits(1) === 1
  }

  /** A view of the next octets, at an octet boundary. */
  octets(count: number): Uint8Array {
    this.align()
    const from = this.#at / 8
    if (from + count > this.#octets.length) throw new PerError('cut off')
    this.#at += count * 8
    return this.#octets.subarray(from, from + count)
  }

  align(): void {
    this.#at = Math.ceil(this.#at / 8) * 8
  }

  constrained(min: number, max: number): number {
    const { width, aligned } = fieldFor(min, max)
    if (aligned) this.align()
    const value = min + this.bits(width)
    if (value > max) throw new PerError(`${value} where at most ${max} is allowed`)
    return value
  }

  length(): number {
    this.align()
    const first = this.bits(8)
    if (first < 0x80) return first
    if (first >= 0xc0) throw new PerError('longer than a message of H.225.0 ever is')
    return (first - 0x80) * 256 + this.bits(8)
  }

  /** A length that is nearly always small (10.9.3.4): of the bit map of an extension. */
  smallLength(): number {
    return this.flag() ? this.length() : this.bits(6) + 1
  }

  small(): number {
    if (!this.flag()) return this.bits(6)
    const octets = this.length()
    if (octets > 2) throw new PerError('an index that is out of all bounds')
    this.align()
    return this.bits(octets * 8)
  }
}

/** How a constrained number is laid out (10.5.7): up to 255 values in the fewest bits, up to 64K in one or two octets. */
function fieldFor(min: number, max: number): { width: number; aligned: boolean } {
  const values = max - min + 1
  if (values > 65_536) throw new RangeError('a range that H.225.0 does not use here')
  if (values > 256) return { width: 16, aligned: true }
  if (values === 256) return { width: 8, aligned: true }
  return { width: Math.ceil(Math.log2(values)), aligned: false }
}
