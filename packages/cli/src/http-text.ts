import type { Result } from '@vonggac/model'
import type { Io } from './command.ts'
import { resultText } from './result-text.ts'
import { valueTable } from './value-table.ts'

/** An answer over HTTP for people: its times, and what was read out of it as a table. */
export function httpText(result: Result, io: Io): string {
  const isValue = ({ measurement }: Result['points'][number]) => measurement === 'http_value'
  const rest = resultText({ ...result, points: result.points.filter((point) => !isValue(point)) }, io)
  return [rest, ...valueTable(result.points.filter(isValue)).map((text) => text.replace(/^(?=.)/gm, '  '))].join('\n')
}
