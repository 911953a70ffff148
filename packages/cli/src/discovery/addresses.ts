import { isIP } from 'node:net'
import { UsageError } from '../command.ts'

/** The largest range that is asked: 4,094 addresses, a few minutes. */
const SHORTEST_PREFIX = 20

/** The addresses of a range in CIDR form, without network and broadcast; or the one host that was named. Throws a `UsageError`. */
export function addressesOf(text: string): string[] {
  const [base = '', prefix, ...more] = text.split('/')
  if (prefix === undefined) return [text]
  const bits = Number(prefix)
  const expected = 'expected a range such as 10.33.1.0/24, or one host'
  if (more.length > 0 || isIP(base) !== 4 || !/^\d{1,2}$/.test(prefix) || bits > 32)
    throw new UsageError(`\`${text}\`: ${expected}`)
  if (bits < SHORTEST_PREFIX)
    throw new UsageError(
      `\`${text}\` has ${2 ** (32 - bits)} addresses: at most a /${SHORTEST_PREFIX} is asked at once, take it in parts`,
    )
  const size = 2 ** (32 - bits)
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const first = Math.floor(number / size) * size
  const all = Array.from({ length: size }, (_, i) => dotted(first + i))
  return bits >= 31 ? all : all.slice(1, -1)
}

const dotted = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
