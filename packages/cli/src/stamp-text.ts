import { type Fields, type FieldValue, jsonField, type Result } from '@vonggac/model'
import type { Io } from './command.ts'
import { resultHead } from './result-text.ts'
import { table } from './table.ts'

/** A STAMP result for people: both ways beside each other. */
export function stampText(result: Result, io: Io): string {
  const fieldsOf = (name: string) => result.points.find(({ measurement }) => measurement === name)?.fields ?? {}
  const [stamp, media] = [fieldsOf('stamp'), fieldsOf('media_quality')]
  if (stamp.rtt_ms_avg === undefined) return resultHead(result, io)
  const rows = [
    both('lost', stamp, ['loss_forward_pct', 'loss_return_pct', '%']),
    both('jitter', stamp, ['jitter_forward_ms', 'jitter_return_ms', 'ms']),
    both('one-way delay', stamp, ['one_way_forward_ms', 'one_way_return_ms', 'ms']),
    both('out of order', stamp, ['reorder_forward', 'reorder_return', '']),
    both('doubled', stamp, ['duplicate_forward', 'duplicate_return', '']),
    both(`MOS (${media.codec ?? 'no coder'})`, media, ['mos_forward', 'mos_return', '']),
    both('R', media, ['r_factor_forward', 'r_factor_return', '']),
  ]
  const text = [
    table(['', 'there', 'back'], rows),
    `round trip  ${['min', 'avg', 'p95', 'max'].map((name) => `${name} ${cell(stamp[`rtt_ms_${name}`], 'ms')}`).join('  ')}`,
    `own clock   ${stamp.clock_synchronised ? 'synchronised' : 'not known to be synchronised: no one-way delay'}`,
    ...ownFault(stamp),
  ].join('\n')
  return `${resultHead(result, io)}\n${text.replace(/^(?=.)/gm, '  ')}\n`
}

/** Nothing where this machine has kept up. */
function ownFault({ own_late, own_drops, own_lag_ms_max }: Fields): string[] {
  if (!own_late && !own_drops) return []
  return [`own fault   up to ${cell(own_lag_ms_max, 'ms')} behind: ${own_late} not timed, ${own_drops} dropped`]
}

const both = (name: string, fields: Fields, [there, back, unit]: readonly [string, string, string]): string[] => [
  name,
  cell(fields[there], unit),
  cell(fields[back], unit),
]

/** A dash for what cannot be told. */
function cell(value: FieldValue | undefined, unit: string): string {
  if (value === undefined) return '–'
  const number = jsonField(value)
  const text = typeof number === 'number' && !Number.isInteger(number) ? number.toFixed(2) : String(number)
  return `${text} ${unit}`.trimEnd()
}
