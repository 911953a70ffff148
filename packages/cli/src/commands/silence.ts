import type { SilenceDocument } from '@vonggac/collector/api-types'
import { systemClock } from '@vonggac/model'
import { askCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, required, UsageError } from '../command.ts'
import { momentText } from '../moment.ts'
import { table } from '../table.ts'
import { endOf } from './maintenance.ts'

/** `vonggac silence`: incidents that are known, so that nobody is told of them for a time. */
export const silence: Command = {
  name: 'silence',
  summary: 'Tell nobody of some incidents for a time; they are recorded as ever.',
  usage: ['silence list [--json]', 'silence add GLOB… --for 4h --comment WHY', 'silence end ID'],
  options: {
    for: { type: 'string', value: 'DURATION', help: 'how long, 4h' },
    to: { type: 'string', value: 'TIME', help: 'instead of --for: until when' },
    comment: { type: 'string', value: 'WHY', help: 'why; everybody sees it' },
    by: { type: 'string', value: 'NAME', default: 'command line', help: 'who does it' },
    ...collectorOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'GLOB: over the things that incidents are about, in quotes: "tam-ky/**", "*/vnpt".',
  async run(call) {
    const [action = 'list', ...rest] = call.positionals
    if (action === 'list') return await list(call)
    if (action === 'add') return await add(call, rest)
    if (action === 'end') return await end(call, rest)
    throw new UsageError(`silence does not know \`${action}\`; it takes list, add and end`)
  },
}

async function list(call: Call): Promise<number> {
  const document = await askCollector<SilenceDocument>(call, '/api/v1/silences')
  const { silences } = document
  if (call.values.json) call.io.out(`${JSON.stringify(document, null, 2)}\n`)
  else if (silences.length === 0) call.io.out('nothing is silenced\n')
  else {
    const rows = silences.map(({ id, state, to, by, match, comment }) => [
      id,
      state,
      momentText(to),
      by,
      match.join(' '),
      comment,
    ])
    call.io.out(table(['ID', 'STATE', 'UNTIL', 'BY', 'WHAT', 'WHY'], rows))
  }
  return 0
}

async function add(call: Call, match: readonly string[]): Promise<number> {
  if (match.length === 0) throw new UsageError('silence add needs what: silence add "tam-ky/**" --for 4h --comment …')
  const to = endOf(call, systemClock.now())
  const body = { match, to, by: call.values.by, comment: required(call, 'comment') }
  const { id } = await askCollector<{ id: string }>(call, '/api/v1/silences', body)
  call.io.out(call.values.json ? `${JSON.stringify({ id })}\n` : `${id}: until ${momentText(to)}\n`)
  return 0
}

async function end(call: Call, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) throw new UsageError('silence end needs the id of a silence; `silence list` shows them')
  for (const id of ids) {
    await askCollector(call, `/api/v1/silences/${encodeURIComponent(id)}/end`, { by: call.values.by })
    call.io.out(`${id}: ended\n`)
  }
  return 0
}
