import { writeFileSync } from 'node:fs'
import type { OnCallDocument, RotaOnCall, ShiftOnCall } from '@vonggac/collector/api-types'
import { systemClock } from '@vonggac/model'
import { askCollector, collectorOptions, collectorText } from '../collector-call.ts'
import { type Call, type Command, optional, required, UsageError } from '../command.ts'
import { momentFrom, momentText } from '../moment.ts'
import { table } from '../table.ts'
import { endOf } from './maintenance.ts'

/** `vonggac oncall`: who is on call, who takes over. */
export const oncall: Command = {
  name: 'oncall',
  summary: 'Who is on call, who comes next, and who takes over.',
  usage: [
    'oncall [--at TIME] [--rota ROTA] [--days N] [--json]',
    'oncall ics --rota ROTA [--out FILE]',
    'oncall override PERSON --rota ROTA --for 12h [--from TIME] [--comment WHY]',
    'oncall end ID',
  ],
  options: {
    at: { type: 'string', value: 'TIME', help: 'at this moment, 2026-12-24T22:00; now unless given' },
    rota: { type: 'string', value: 'ROTA', help: 'only of this rota' },
    days: { type: 'string', value: 'N', default: '7', help: 'how many days to look ahead' },
    from: { type: 'string', value: 'TIME', help: 'when an override begins; now unless given' },
    to: { type: 'string', value: 'TIME', help: 'when it ends' },
    for: { type: 'string', value: 'DURATION', help: 'instead of --to: how long it lasts, 12h' },
    comment: { type: 'string', value: 'WHY', help: 'why' },
    by: { type: 'string', value: 'NAME', default: 'command line', help: 'who does it, for the audit log' },
    out: { type: 'string', value: 'FILE', help: 'write the calendar there' },
    ...collectorOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'Exit code of `oncall`: 1 when nobody is on call in a rota at that moment.',
  async run(call) {
    const [action, ...rest] = call.positionals
    if (action === undefined) return await show(call)
    if (action === 'ics') return await calendar(call)
    if (action === 'override') return await override(call, rest)
    if (action === 'end') return await end(call, rest)
    throw new UsageError(`oncall does not know \`${action}\`; it takes ics, override and end, or nothing`)
  },
}

async function show(call: Call): Promise<number> {
  const at = optional(call, 'at')
  const rota = optional(call, 'rota')
  const query = new URLSearchParams({ days: String(call.values.days) })
  if (at !== undefined) query.set('at', String(momentFrom('at', at)))
  if (rota !== undefined) query.set('rota', rota)
  const document = await askCollector<OnCallDocument>(call, `/api/v1/oncall?${query}`)
  if (call.values.json) call.io.out(`${JSON.stringify(document, null, 2)}\n`)
  else if (document.rotas.length === 0) call.io.out('there is no rota in the configuration\n')
  else call.io.out(document.rotas.map((one) => rotaText(one, document.at)).join('\n'))
  return document.rotas.some(({ now }) => now === null) ? 1 : 0
}

function rotaText({ id, now, shifts }: RotaOnCall, at: number): string {
  const head = now?.person ? `${id}: ${now.person.name} until ${momentText(now.to)}\n` : `${id}: NOBODY is on call\n`
  const rows = shifts.map((shift) => [
    shift.from <= at ? '→' : '',
    momentText(shift.from),
    momentText(shift.to),
    whoText(shift),
    shift.override === null ? '' : 'override',
  ])
  return head + table(['', 'FROM', 'TO', 'WHO', ''], rows)
}

const whoText = ({ person }: ShiftOnCall): string => (person ? `${person.name} (${person.id})` : 'NOBODY')

async function calendar(call: Call): Promise<number> {
  const text = await collectorText(call, `/api/v1/oncall/${encodeURIComponent(required(call, 'rota'))}.ics`)
  const file = optional(call, 'out')
  if (file === undefined) call.io.out(text)
  else writeFileSync(file, text)
  return 0
}

async function override(call: Call, [person]: readonly string[]): Promise<number> {
  if (person === undefined) throw new UsageError('oncall override needs who takes over: oncall override binh --for 12h')
  const from = optional(call, 'from')
  const begin = from === undefined ? systemClock.now() : momentFrom('from', from)
  const to = endOf(call, begin)
  const { id } = await askCollector<{ id: string }>(call, '/api/v1/oncall/overrides', {
    rota: required(call, 'rota'),
    person,
    from: begin,
    to,
    by: call.values.by,
    comment: optional(call, 'comment') ?? '',
  })
  if (call.values.json) call.io.out(`${JSON.stringify({ id })}\n`)
  else call.io.out(`${id}: ${person} from ${momentText(begin)} to ${momentText(to)}\n`)
  return 0
}

async function end(call: Call, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) throw new UsageError('oncall end needs the id of an override; `oncall --json` shows them')
  for (const id of ids) {
    await askCollector(call, `/api/v1/oncall/overrides/${encodeURIComponent(id)}/end`, { by: call.values.by })
    call.io.out(`${id}: ended\n`)
  }
  return 0
}
