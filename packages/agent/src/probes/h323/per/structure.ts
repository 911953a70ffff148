import { PerError, PerReader, PerWriter } from './bits.ts'
import { type Codec, readLength, type Size, type ValueOf, writeLength } from './value.ts'

/** What is known of a type that later versions of the standard extend ("..."), by name and in the order of the standard. */
export type Members = Readonly<Record<string, Codec<unknown>>>

/** A component that need not be there. */
interface Optional<T> extends Codec<T> {
  readonly optional: true
}

/** OPTIONAL. */
export const optional = <T>(codec: Codec<T>): Optional<T> => ({ ...codec, optional: true })

type OptionalKeys<M> = { [K in keyof M]: M[K] extends { readonly optional: true } ? K : never }[keyof M]

/** A value of a SEQUENCE: components of the root, and additions of the extension, none of which a reader may count on. */
export type Components<Root, Extension> = {
  readonly [K in Exclude<keyof Root, OptionalKeys<Root>>]: ValueOf<Root[K]>
} & { readonly [K in OptionalKeys<Root>]?: ValueOf<Root[K]> | undefined } & {
  readonly [K in keyof Extension]?: ValueOf<Extension[K]> | undefined
}

/**
 * SEQUENCE (18): a bit that says whether additions follow, where the type is extensible; a bit for every optional
 * component; the components; then a bit map of the additions, and each that is there as an open type. Additions that are
 * not known, or cannot be read, are passed over.
 */
export function sequence<const Root extends Members, const Extension extends Members = Record<never, never>>(
  root: Root,
  extension?: Extension,
): Codec<Components<Root, Extension>> {
  const components = Object.entries(root)
  const additions = extension && Object.entries(extension)
  return {
    write(writer, value) {
      const values = value as Readonly<Record<string, unknown>>
      const extended = additions?.some(([name]) => values[name] !== undefined) ?? false
      if (additions) writer.flag(extended)
      for (const [name, codec] of components) if (isOptional(codec)) writer.flag(values[name] !== undefined)
      for (const [name, codec] of components) if (values[name] !== undefined) codec.write(writer, values[name])
      if (!additions || !extended) return
      writer.small(additions.length - 1)
      for (const [name] of additions) writer.flag(values[name] !== undefined)
      for (const [name, codec] of additions) if (values[name] !== undefined) writeOpen(writer, codec, values[name])
    },
    read(reader) {
      const extended = additions !== undefined && reader.flag()
      const there = components.filter(([, codec]) => !isOptional(codec) || reader.flag())
      const values: Record<string, unknown> = {}
      for (const [name, codec] of there) values[name] = codec.read(reader)
      if (extended) readAdditions(reader, additions, values)
      return values as Components<Root, Extension>
    },
  }
}

const isOptional = (codec: object) => 'optional' in codec

function readAdditions(
  reader: PerReader,
  additions: readonly (readonly [string, Codec<unknown>])[],
  values: Record<string, unknown>,
): void {
  const bits = reader.smallLength()
  const there: number[] = []
  for (let i = 0; i < bits; i++) if (reader.flag()) there.push(i)
  for (const index of there) {
    const content = reader.octets(reader.length())
    const [name, codec] = additions[index] ?? []
    const value = codec && readable(codec, content)
    if (name !== undefined && value !== undefined) values[name] = value
  }
}

/** What stands in an open type has a length of its own: what is wrong inside stays inside. */
function readable<T>(codec: Codec<T>, content: Uint8Array): T | undefined {
  try {
    return codec.read(new PerReader(content))
  } catch (error) {
    if (error instanceof PerError) return undefined
    throw error
  }
}

/** Stands for an addition that is not known here, or cannot be read. Cannot be written. */
export interface UnknownAlternative {
  readonly name: 'unknown'
  /** Its place in the extension, from 0. */
  readonly value: number
}

/** A value of a CHOICE: which alternative, and its value. */
export type Alternative<M> = {
  [K in keyof M & string]: { readonly name: K; readonly value: ValueOf<M[K]> }
}[keyof M & string]

/**
 * CHOICE (22): a bit that says whether the alternative is an addition, where the type is extensible; its place among the
 * alternatives; its value, an addition's as an open type.
 */
export function choice<const Root extends Members, const Extension extends Members = Record<never, never>>(
  root: Root,
  extension?: Extension,
): Codec<Alternative<Root> | Alternative<Extension> | UnknownAlternative> {
  const alternatives = Object.entries(root)
  const additions = Object.entries(extension ?? {})
  return {
    write(writer, { name, value }) {
      const index = alternatives.findIndex(([known]) => known === name)
      if (extension) writer.flag(index < 0)
      if (index >= 0) {
        writer.constrained(index, 0, alternatives.length - 1)
        return alternatives[index]![1].write(writer, value)
      }
      const added = additions.findIndex(([known]) => known === name)
      if (added < 0) throw new RangeError(`there is no alternative ${name}`)
      writer.small(added)
      writeOpen(writer, additions[added]![1], value)
    },
    read(reader) {
      if (!extension || !reader.flag()) {
        const [name, codec] = alternatives[reader.constrained(0, alternatives.length - 1)]!
        return { name, value: codec.read(reader) } as Alternative<Root>
      }
      const index = reader.small()
      const content = reader.octets(reader.length())
      const [name, codec] = additions[index] ?? []
      const value = codec && readable(codec, content)
      if (name === undefined || value === undefined) return { name: 'unknown', value: index }
      return { name, value } as Alternative<Extension>
    },
  }
}

/** SEQUENCE OF: how many, then one after the other (19). No more than a length can say, and none takes less than a bit. */
export const sequenceOf = <T>(item: Codec<T>, size?: Size): Codec<readonly T[]> => ({
  write(writer, items) {
    writeLength(writer, items.length, size)
    for (const each of items) item.write(writer, each)
  },
  read(reader) {
    const count = readLength(reader, size)
    const items: T[] = []
    for (let i = 0; i < count; i++) items.push(item.read(reader))
    return items
  },
})

/** An open type (10.2): a complete encoding of its own behind its length. */
function writeOpen<T>(writer: PerWriter, codec: Codec<T>, value: T): void {
  const octets = encodePer(codec, value)
  writer.length(octets.length)
  writer.octets(octets)
}

/** Stands for the type of an addition that nobody here looks into. */
export const unread: Codec<undefined> = {
  write() {
    throw new RangeError('cannot be written')
  },
  read: () => undefined,
}

/** A complete encoding (10.1). */
export function encodePer<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new PerWriter()
  codec.write(writer, value)
  return writer.finish()
}

/** Reads a complete encoding; octets behind it are passed over. Throws `PerError`. */
export const decodePer = <T>(codec: Codec<T>, octets: Uint8Array): T => codec.read(new PerReader(octets))
