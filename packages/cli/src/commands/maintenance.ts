import { readFileSync } from 'node:fs'
import type { MaintenanceDocument } from '@vonggac/collector/api-types'
import { ConfigError, systemClock } from '@vonggac/model'
import { askCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, optional, required, UsageError } from '../command.ts'
import { momentAfter, momentFrom, momentText } from '../moment.ts'
import { table } from '../table.ts'

/** `vonggac maintenance`: when somebody works on something, so that nobody is called for it. */
export const maintenance: Command = {
  name: 'maintenance',
  summary: 'Times in which somebody works on something: nobody is called for it.',
  usage: [
    'maintenance list [--json]',
    'maintenance add GLOB… --for 2h [--from TIME] --title TEXT [--comment TEXT]',
    'maintenance add GLOB… --from TIME --to TIME --title TEXT',
    'maintenance end ID',
    'maintenance import FILE.ics GLOB…',
  ],
  options: {
    from: { type: 'string', value: 'TIME', help: 'when it begins, 2026-11-28T22:00; now unless given' },
    to: { type: 'string', value: 'TIME', help: 'when it ends' },
    for: { type: 'string', value: 'DURATION', help: 'instead of --to: how long it lasts, 2h' },
    title: { type: 'string', value: 'TEXT', help: 'what is done' },
    comment: { type: 'string', value: 'TEXT', help: 'more about it' },
    by: { type: 'string', value: 'NAME', default: 'command line', help: 'who does it, for the audit log' },
    ...collectorOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'GLOB: over sites, links, devices, services and checks, in quotes: "tam-ky/**", "*/vnpt".',
  async run(call) {
    const [action = 'list', ...rest] = call.positionals
    if (action === 'list') return await list(call)
    if (action === 'add') return await add(call, rest)
    if (action === 'end') return await end(call, rest)
    if (action === 'import') return await importFile(call, rest)
    throw new UsageError(`maintenance does not know \`${action}\`; it takes list, add, end and import`)
  },
}

async function list(call: Call): Promise<number> {
  const document = await askCollector<MaintenanceDocument>(call, '/api/v1/maintenance')
  const { windows, problems } = document
  if (call.values.json) call.io.out(`${JSON.stringify(document, null, 2)}\n`)
  else if (windows.length === 0) call.io.out('no maintenance is known of five weeks ago to five weeks ahead\n')
  else {
    const rows = windows.map(({ id, state, from, to, source, checks, match, title }) => [
      id,
      state,
      momentText(from),
      momentText(to),
      source,
      String(checks),
      match.join(' '),
      title.en,
    ])
    call.io.out(table(['ID', 'STATE', 'FROM', 'TO', 'SOURCE', 'CHECKS', 'WHAT', 'TITLE'], rows))
  }
  for (const { calendar, text } of problems) call.io.err(`vonggac: calendar ${calendar}: ${text}\n`)
  return 0
}

async function add(call: Call, match: readonly string[]): Promise<number> {
  if (match.length === 0)
    throw new UsageError('maintenance add needs what is worked on: maintenance add "tam-ky/**" --for 2h --title …')
  const from = optional(call, 'from')
  const begin = from === undefined ? systemClock.now() : momentFrom('from', from)
  const to = endOf(call, begin)
  const entered = await askCollector<{ id: string; checks: number }>(call, '/api/v1/maintenance', {
    title: required(call, 'title'),
    match,
    from: begin,
    to,
    by: call.values.by,
    comment: optional(call, 'comment') ?? '',
  })
  if (call.values.json) call.io.out(`${JSON.stringify(entered)}\n`)
  else call.io.out(`${entered.id}: ${entered.checks} checks from ${momentText(begin)} to ${momentText(to)}\n`)
  return 0
}

/** When it ends, by `--to` or `--for`. */
export function endOf(call: Call, from: number): number {
  const [to, length] = [optional(call, 'to'), optional(call, 'for')]
  if ((to === undefined) === (length === undefined))
    throw new UsageError('say when it ends: either --to TIME or --for DURATION')
  return to === undefined ? momentAfter('for', length!, from) : momentFrom('to', to)
}

async function end(call: Call, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) throw new UsageError('maintenance end needs the id of a window; `maintenance list` shows them')
  for (const id of ids) {
    await askCollector(call, `/api/v1/maintenance/${encodeURIComponent(id)}/end`, { by: call.values.by })
    call.io.out(`${id}: ended\n`)
  }
  return 0
}

async function importFile(call: Call, [file, ...match]: readonly string[]): Promise<number> {
  if (file === undefined || match.length === 0)
    throw new UsageError('maintenance import needs a file and what is worked on: maintenance import work.ics "ttdl/**"')
  const body = { calendar: textOf(file), match, by: call.values.by }
  const { entered, problems } = await askCollector<{ entered: string[]; problems: string[] }>(
    call,
    '/api/v1/maintenance/import',
    body,
  )
  call.io.out(entered.length === 1 ? '1 window entered\n' : `${entered.length} windows entered\n`)
  for (const problem of problems) call.io.err(`vonggac: ${file}: ${problem}\n`)
  return problems.length > 0 ? 1 : 0
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause })
  }
}
