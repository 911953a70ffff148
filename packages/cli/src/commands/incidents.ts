import { writeFileSync } from 'node:fs'
import type { IncidentDetail, IncidentPage } from '@vonggac/collector/api-types'
import { askCollector, collectorOptions, collectorText } from '../collector-call.ts'
import { type Call, type Command, optional, required, UsageError } from '../command.ts'
import { incidentTable, incidentText } from '../incident-text.ts'
import { momentAfter, momentFrom } from '../moment.ts'

/** `vonggac incidents`: what is broken, and what people do about it. */
export const incidents: Command = {
  name: 'incidents',
  summary: 'What is broken and what was: list, show, handle, report.',
  usage: [
    'incidents list [--state STATE] [--severity S] [--site ID] [--cause C] [--text WORDS] [--from TIME] [--to TIME] [--limit N] [--json]',
    'incidents show ID [--json]',
    'incidents ack ID…',
    'incidents assign ID PERSON|nobody',
    'incidents note ID --text WORDS',
    'incidents snooze ID --for 4h | --to TIME | --off',
    'incidents merge ID --into ID        incidents separate ID',
    'incidents resolve ID [--text WORDS] incidents reopen ID [--text WORDS]',
    'incidents export [ID --stage initial|final] [--format json|csv|html] [--out FILE]',
  ],
  options: {
    state: { type: 'string', value: 'STATE', help: 'open, acknowledged, unresolved or resolved' },
    severity: { type: 'string', value: 'S', help: 'critical or warning' },
    site: { type: 'string', value: 'ID', help: 'of this site' },
    cause: { type: 'string', value: 'C', help: 'link, device, service, …' },
    text: { type: 'string', value: 'WORDS', help: 'words of the title; of `note` and others: what to write' },
    from: { type: 'string', value: 'TIME', help: 'what was open after this: 2026-11-01T00:00' },
    to: { type: 'string', value: 'TIME', help: 'what opened before this; of `snooze`: until when' },
    limit: { type: 'string', value: 'N', default: '50', help: 'how many, at most 500' },
    for: { type: 'string', value: 'DURATION', help: 'of `snooze`: how long, 4h' },
    off: { type: 'boolean', help: 'of `snooze`: no longer' },
    into: { type: 'string', value: 'ID', help: 'of `merge`: the incident that shall speak for it' },
    stage: { type: 'string', value: 'STAGE', default: 'initial', help: 'of `export`: initial or final' },
    format: { type: 'string', value: 'FORMAT', help: 'of `export`: json, csv or html (of one incident)' },
    out: { type: 'string', value: 'FILE', help: 'of `export`: where to; printed otherwise' },
    by: { type: 'string', value: 'NAME', default: 'command line', help: 'who does it' },
    ...collectorOptions,
    json: { type: 'boolean', help: 'print JSON' },
  },
  async run(call) {
    const [action = 'list', ...rest] = call.positionals
    const known = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!known)
      throw new UsageError(`incidents does not know \`${action}\`; it takes ${Object.keys(actions).join(', ')}`)
    return known(call, rest)
  },
}

const pathOf = (id: string, action?: string) =>
  `/api/v1/incidents/${encodeURIComponent(id)}${action === undefined ? '' : `/${action}`}`

/** The one id that an action is about. */
function one([id, ...more]: readonly string[], action: string): string {
  if (id === undefined || more.length > 0)
    throw new UsageError(`incidents ${action} needs the id of one incident; \`incidents list\` shows them`)
  return id
}

function filterOf(call: Call): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of ['state', 'severity', 'site', 'cause', 'text', 'limit']) {
    const value = optional(call, name)
    if (value !== undefined) query.set(name, value)
  }
  for (const name of ['from', 'to']) {
    const value = optional(call, name)
    if (value !== undefined) query.set(name, String(momentFrom(name, value)))
  }
  return query
}

/** Does something with an incident, and says how it is then. */
async function act(call: Call, id: string, action: string, more: Record<string, unknown> = {}): Promise<number> {
  const incident = await askCollector<IncidentDetail>(call, pathOf(id, action), { by: call.values.by, ...more })
  if (call.values.json) call.io.out(`${JSON.stringify(incident, null, 2)}\n`)
  else call.io.out(incidentTable([incident]))
  return 0
}

/** What was said with `--text`, where something was. */
const textIn = (call: Call) => {
  const text = optional(call, 'text')
  return text === undefined ? {} : { text }
}

const actions: Readonly<Record<string, (call: Call, rest: readonly string[]) => Promise<number>>> = {
  async list(call, rest) {
    if (rest.length > 0) throw new UsageError('incidents list takes no ids; `incidents show ID` does')
    const page = await askCollector<IncidentPage>(call, `/api/v1/incidents?${filterOf(call)}`)
    if (call.values.json) call.io.out(`${JSON.stringify(page, null, 2)}\n`)
    else if (page.incidents.length === 0) call.io.out('no incident matches\n')
    else call.io.out(incidentTable(page.incidents))
    if (page.next !== null && !call.values.json)
      call.io.err('there are more: narrow the list, or ask for a higher --limit\n')
    return 0
  },
  async show(call, rest) {
    const incident = await askCollector<IncidentDetail>(call, pathOf(one(rest, 'show')))
    call.io.out(call.values.json ? `${JSON.stringify(incident, null, 2)}\n` : incidentText(incident))
    return 0
  },
  async ack(call, ids) {
    if (ids.length === 0) throw new UsageError('incidents ack needs ids; `incidents list` shows them')
    if (ids.length === 1) return act(call, ids[0]!, 'ack')
    const body = { by: call.values.by, ids }
    const { acknowledged, refused } = await askCollector<{
      acknowledged: string[]
      refused: { id: string; why: string }[]
    }>(call, '/api/v1/incidents/ack', body)
    for (const id of acknowledged) call.io.out(`${id}: acknowledged\n`)
    for (const { id, why } of refused) call.io.err(`vonggac: ${id}: ${why}\n`)
    return refused.length > 0 ? 1 : 0
  },
  async assign(call, [id, person, ...more]) {
    if (id === undefined || person === undefined || more.length > 0)
      throw new UsageError('incidents assign needs an incident and a person (an id under `oncall.people`, or nobody)')
    return act(call, id, 'assign', { person: person === 'nobody' ? null : person })
  },
  note: (call, rest) => act(call, one(rest, 'note'), 'notes', { text: required(call, 'text') }),
  async snooze(call, rest) {
    const id = one(rest, 'snooze')
    const [length, moment, off] = [optional(call, 'for'), optional(call, 'to'), call.values.off === true]
    if ([length !== undefined, moment !== undefined, off].filter(Boolean).length !== 1)
      throw new UsageError('incidents snooze needs one of --for, --to and --off')
    const until = off ? null : length === undefined ? momentFrom('to', moment!) : momentAfter('for', length)
    return act(call, id, 'snooze', { until })
  },
  merge: (call, rest) => act(call, one(rest, 'merge'), 'merge', { into: required(call, 'into') }),
  separate: (call, rest) => act(call, one(rest, 'separate'), 'separate'),
  resolve: (call, rest) => act(call, one(rest, 'resolve'), 'resolve', textIn(call)),
  reopen: (call, rest) => act(call, one(rest, 'reopen'), 'reopen', textIn(call)),
  async export(call, rest) {
    const format = optional(call, 'format') ?? 'csv'
    const query = rest.length === 0 ? filterOf(call) : new URLSearchParams({ stage: String(call.values.stage) })
    query.set('format', format)
    const path = rest.length === 0 ? '/api/v1/incidents' : pathOf(one(rest, 'export'), 'report')
    const text = await collectorText(call, `${path}?${query}`)
    const file = optional(call, 'out')
    if (file === undefined) call.io.out(text.endsWith('\n') ? text : `${text}\n`)
    else writeFileSync(file, text)
    return 0
  },
}
