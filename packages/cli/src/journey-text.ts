import type { Fields, FieldValue, Result } from '@vonggac/model'
import type { Io } from './command.ts'
import { coloured, resultHead } from './result-text.ts'
import { table } from './table.ts'
import { valueTable } from './value-table.ts'

/** A journey for people: a line a step with its time, and what was read. */
export function journeyText(result: Result, io: Io): string {
  const points = (name: string) => result.points.filter(({ measurement }) => measurement === name)
  const steps = points('journey_step')
  if (steps.length === 0) return resultHead(result, io)
  const all = (result.check.config.steps as readonly { readonly name: string }[]).map(({ name }) => name)
  const rows = all.map((name, index) => {
    const step = steps.find(({ tags }) => tags.step === name)
    return [`${index + 1}`, name, ...(step ? stepCells(step.fields, io) : ['–', '', '', '', '', '', 'not taken'])]
  })
  const head = ['', 'step', 'status', 'connect', 'TLS', 'first byte', 'in all', 'tries', '']
  const blocks = [table(head, rows), ...valueTable(points('journey_value'))]
  return `${resultHead(result, io)}\n${blocks.join('\n').replace(/^(?=.)/gm, '  ')}`
}

function stepCells(fields: Fields, io: Io): string[] {
  const { http_response_code, connect_ms, tls_ms, first_byte_ms, total_ms, tries, result } = fields
  const said = String(result ?? '')
  return [
    http_response_code === undefined ? '–' : String(http_response_code),
    ms(connect_ms),
    ms(tls_ms),
    ms(first_byte_ms),
    ms(total_ms),
    String(tries ?? ''),
    said === 'ok' ? coloured('ok', io) : coloured('fail', io, said),
  ]
}

const ms = (value: FieldValue | undefined): string => (typeof value === 'number' ? `${value.toFixed(1)} ms` : '–')
