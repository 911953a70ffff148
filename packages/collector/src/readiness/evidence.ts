import { type Check, type OrderAnswer, type OrderedResult, type Point, parseLines, Unsigned } from '@vonggac/model'

/** What an agent found, as the assessment asks for it. */
export interface Evidence {
  /** The outcome of a check in a round, from 0; `undefined` when there is none. */
  result(check: Pick<Check, 'id'>, round?: number): OrderedResult | undefined
  /** What was measured then. */
  points(check: Pick<Check, 'id'>, round?: number): readonly Point[]
}

/** An answer of an agent, looked up by round and check. Lines that are none are left out. */
export function evidenceOf({ results }: OrderAnswer): Evidence {
  const byKey = new Map(results.map((result) => [`${result.round} ${result.check}`, result]))
  const result: Evidence['result'] = ({ id }, round = 0) => byKey.get(`${round} ${id}`)
  return {
    result,
    points(check, round) {
      const found = result(check, round)
      return found ? parseLines(found.lines, { now: found.at }).points : []
    },
  }
}

/** A field as a number; `undefined` when it is none or not there. */
export function numberOf({ fields }: Point, key: string): number | undefined {
  const value = fields[key]
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Unsigned ? Number(value.value) : undefined
}
