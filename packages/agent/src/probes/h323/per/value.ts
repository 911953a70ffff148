import { PerError, type PerReader, type PerWriter } from './bits.ts'

/** How values of one ASN.1 type are written and read. Methods, so that a codec of any type is one of `unknown`. */
export interface Codec<T> {
  write(writer: PerWriter, value: T): void
  /** Throws `PerError`, and nothing else. */
  read(reader: PerReader): T
}

/** What a codec's values are. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never

/** How long something may be. */
export interface Size {
  readonly min: number
  readonly max: number
}

/** BOOLEAN: one bit (11). */
export const boolean: Codec<boolean> = {
  write: (writer, value) => writer.flag(value),
  read: (reader) => reader.flag(),
}

/** NULL: nothing at all (17). */
export const nothing: Codec<null> = { write: () => {}, read: () => null }

/** INTEGER (min..max), at most 64K values (12.2). */
export const integer = (min: number, max: number): Codec<number> => ({
  write: (writer, value) => writer.constrained(value, min, max),
  read: (reader) => reader.constrained(min, max),
})

/** BIT STRING of a fixed size up to 32: at an octet boundary when it is longer than 16 bits (15.9, 15.10). */
export const bitString = (count: number): Codec<number> => ({
  write(writer, value) {
    if (count > 16) writer.align()
    writer.bits(value, count)
  },
  read(reader) {
    if (count > 16) reader.align()
    return reader.bits(count)
  },
})

/** OCTET STRING: of a fixed size (16.6, 16.7; none of two octets or fewer here), within bounds (16.8), or of any length. */
export const octetString = (size?: Size): Codec<Uint8Array> => ({
  write(writer, octets) {
    writeLength(writer, octets.length, size)
    if (octets.length > 0) writer.octets(octets)
  },
  read(reader) {
    const length = readLength(reader, size)
    return length === 0 ? new Uint8Array() : reader.octets(length)
  },
})

/** The same as text, for what people read: product names. Bytes that are no UTF-8 are replaced. */
export const octetText = (size?: Size): Codec<string> => {
  const octets = octetString(size)
  return {
    write: (writer, text) => octets.write(writer, Buffer.from(text)),
    // Endpoints end such texts with zeros, as C does.
    read: (reader) => Buffer.from(octets.read(reader)).toString().replace(/\0+$/, ''),
  }
}

/** BMPString: two octets a character, UTF-16 (27.5). */
export const bmpString = (size: Size): Codec<string> => ({
  write(writer, text) {
    writeLength(writer, text.length, size)
    if (text.length > 0) writer.octets(Buffer.from(text, 'utf16le').swap16())
  },
  read(reader) {
    const length = readLength(reader, size)
    return length === 0
      ? ''
      : Buffer.from(reader.octets(length * 2))
          .swap16()
          .toString('utf16le')
  },
})

/** IA5String: seven bits a character, which the aligned variant rounds up to eight (27.5.2). */
export const ia5String = (size: Size): Codec<string> => ({
  write(writer, text) {
    if (/[^\0-\x7f]/.test(text)) throw new RangeError(`${JSON.stringify(text)} is not ASCII`)
    writeLength(writer, text.length, size)
    if (text.length > 0) writer.octets(Buffer.from(text, 'latin1'))
  },
  read: (reader) => Buffer.from(reader.octets(readLength(reader, size))).toString('latin1'),
})

/** The telephone keypad as IA5String (FROM ("0123456789#*,")): four bits a character, by rank (27.5.4). */
export const dialledDigits = (size: Size): Codec<string> => ({
  write(writer, text) {
    const ranks = [...text].map((character) => KEYPAD.indexOf(character))
    if (ranks.includes(-1)) throw new RangeError(`${JSON.stringify(text)} has a character that no keypad has`)
    writeLength(writer, text.length, size)
    writer.align()
    for (const rank of ranks) writer.bits(rank, 4)
  },
  read(reader) {
    const length = readLength(reader, size)
    reader.align()
    let text = ''
    for (let i = 0; i < length; i++) {
      const character = KEYPAD[reader.bits(4)]
      if (character === undefined) throw new PerError('a character that no keypad has')
      text += character
    }
    return text
  },
})

/** In the order of their codes. */
const KEYPAD = '#*,0123456789'

/** OBJECT IDENTIFIER as `0.0.8.2250.0.4`: a length and the contents of the basic encoding rules (23; X.690, 8.19). */
export const objectIdentifier: Codec<string> = {
  write(writer, text) {
    const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
    const octets = [first * 40 + second, ...rest].flatMap((arc) => base128(arc))
    writer.length(octets.length)
    writer.octets(Uint8Array.from(octets))
  },
  read: (reader) => arcsOf(reader.octets(reader.length())).join('.'),
}

function base128(arc: number): number[] {
  const octets = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift((rest % 128) + 128)
  return octets
}

function arcsOf(octets: Uint8Array): number[] {
  const arcs: number[] = []
  let arc = 0
  for (const octet of octets) {
    arc = arc * 128 + (octet & 0x7f)
    if (arc > 0xffff_ffff) throw new PerError('an object identifier with an arc beyond 32 bits')
    if (octet >= 0x80) continue
    if (arcs.length > 0) arcs.push(arc)
    else {
      const first = Math.min(2, Math.floor(arc / 40))
      arcs.push(first, arc - 40 * first)
    }
    arc = 0
  }
  if (arcs.length === 0 || arc !== 0) throw new PerError('an object identifier that does not end')
  return arcs
}

/** A length as the size that is allowed has it: not at all when it is fixed, a number within bounds, or any (10.9). */
export function writeLength(writer: PerWriter, length: number, size: Size | undefined): void {
  if (size === undefined) writer.length(length)
  else writer.constrained(length, size.min, size.max)
}

/** Reads it back. */
export const readLength = (reader: PerReader, size: Size | undefined): number =>
  size === undefined ? reader.length() : reader.constrained(size.min, size.max)
