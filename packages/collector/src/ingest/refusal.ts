import { HttpProblem } from '../problem.ts'
import type { Receipt } from './receive.ts'

/** How many bad lines an answer names; the count says how many there were. */
const MAX_NAMED = 20

/** The 400 that names the bad lines of a write, in our words and in InfluxDB's; `undefined` when all were good. */
export function refusalOf({ lines, errors, failed }: Receipt): HttpProblem | undefined {
  if (failed === 0) return undefined
  const named = errors.slice(0, MAX_NAMED)
  const accepted = lines - failed
  const parse = named.map(({ text, reason }) => `unable to parse '${text}': ${reason}`).join('\n')
  const error = accepted === 0 ? parse : `partial write: ${parse} dropped=${failed}`
  const detail = `${failed} of ${lines} lines could not be read${accepted > 0 ? '; the others were kept' : ''}: ${named
    .map(({ line, reason }) => `line ${line}: ${reason}`)
    .join('; ')}`
  return new HttpProblem(400, detail, { more: { error, lines, accepted, rejected: failed, errors: named } })
}
