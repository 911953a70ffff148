/** The block that everything in an archive is a multiple of, bytes. */
const BLOCK = 512
/** Archives end with two empty blocks. */
const END_BLOCKS = 2
/** Longest path that a header holds. */
const MAX_PATH = 100

/**
 * The header of a regular file (POSIX.1-1988, ustar). Owner, mode and times are always the same, so that the same content is the
 * same archive, byte for byte, and whoever checks one can say of every byte what it has to be.
 */
export function tarHeader(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > MAX_PATH) throw new RangeError(`a path of more than ${MAX_PATH} bytes: ${path}`)
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(size, 11), 124)
  header.write(octal(0, 11), 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A file as it stands in an archive. */
export const tarFile = (path: string, data: Buffer): Buffer =>
  Buffer.concat([tarHeader(path, data.length), data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)])

/** What an archive ends with. */
export const tarEnd = (): Buffer => Buffer.alloc(END_BLOCKS * BLOCK)
