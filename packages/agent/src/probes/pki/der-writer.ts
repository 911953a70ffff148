import { derHead } from './definite-lengths.ts'
import { TAG } from './der.ts'

/** A value of DER made of parts that are DER or bytes already. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([derHead(tag, length), ...parts])
}

/** An object identifier from its text. */
export function derOid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const octets = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128))
    return digits
  })
  return der(TAG.oid, Buffer.from(octets))
}

/** An INTEGER that is not negative, from bytes with the highest first. */
export function derInteger(bytes: Buffer): Buffer {
  let from = 0
  while (from < bytes.length - 1 && bytes[from] === 0) from++
  const short = bytes.subarray(from)
  return (short[0] ?? 0) >= 0x80 ? der(TAG.integer, Buffer.from([0]), short) : der(TAG.integer, short)
}
