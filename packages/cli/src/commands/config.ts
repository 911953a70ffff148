import { type Check, formatDuration, systemClock } from '@vonggac/model'
import {
  agentConfig,
  agentsOf,
  configJsonSchema,
  expandChecks,
  formatProblem,
  httpProfileJsonSchema,
  hubOf,
  loadConfig,
  loadProfiles,
  planFor,
  profileJsonSchema,
} from '@vonggac/model/inventory'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { table } from '../table.ts'

/** Of what, beside a whole configuration, there is a schema. */
const SCHEMAS: Readonly<Record<string, () => object>> = {
  profile: profileJsonSchema,
  'http-profile': httpProfileJsonSchema,
}

/** `vonggac config`: everything that can be said of a configuration without running anything. */
export const config: Command = {
  name: 'config',
  summary: 'Validate a configuration, list its checks, print its JSON Schema.',
  usage: ['config check DIR', 'config checks DIR [--json]', 'config schema [profile]', 'config plan DIR [--id AGENT]'],
  options: {
    json: { type: 'boolean', help: 'print JSON' },
    id: { type: 'string', value: 'AGENT', help: 'the agent whose plan is printed' },
  },
  notes: '`plan` prints what one agent needs, as JSON: `vonggac agent --plan FILE` runs from it.',
  async run(call) {
    const [action, dir = 'config'] = call.positionals
    switch (action) {
      case 'check':
        return check(dir, call)
      case 'checks':
        return checks(dir, call)
      case 'schema':
        call.io.out(`${JSON.stringify((SCHEMAS[call.positionals[1] ?? ''] ?? configJsonSchema)(), null, 2)}\n`)
        return 0
      case 'plan':
        return plan(dir, call)
      default:
        throw new UsageError(`config does not know \`${action ?? ''}\`; it takes check, checks, schema or plan`)
    }
  },
}

function check(dir: string, { io, values }: Call): number {
  const { config, problems } = loadConfig(dir, { now: systemClock.now() })
  if (values.json) io.out(`${JSON.stringify({ ok: config !== undefined, problems }, null, 2)}\n`)
  else if (config) {
    const links = config.sites.flatMap((site) => site.links).length
    io.out(`${dir}: good. ${config.sites.length} sites, ${links} links, ${expandChecks(config).length} checks\n`)
  } else {
    for (const problem of problems) io.err(`${formatProblem(problem)}\n`)
    io.err(`${problems.length === 1 ? '1 problem' : `${problems.length} problems`}\n`)
  }
  return config ? 0 : 2
}

function checks(dir: string, { io, values }: Call): number {
  const derived = expandChecks(loadOrExplain(dir))
  if (values.json) for (const one of derived) io.out(`${JSON.stringify(one)}\n`)
  else {
    const scheduled = derived.some(({ schedule }) => schedule !== undefined)
    const rows = derived.map((c) => [c.id, c.kind, c.target, every(c), c.vantage, ...(scheduled ? [whenText(c)] : [])])
    io.out(table(['CHECK', 'KIND', 'TARGET', 'EVERY', 'AGENT', ...(scheduled ? ['WHEN'] : [])], rows))
  }
  return 0
}

/** What is run at times of the day has no interval. */
const every = ({ intervalMs, schedule }: Check): string => (schedule?.at ? '-' : formatDuration(intervalMs))

/** The schedule in a column: its id, and its times or hours by the clocks of its zone. */
function whenText({ schedule }: Check): string {
  if (!schedule) return 'always'
  const { id, at, hours, invert, zone } = schedule
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  const times = at?.map(clock) ?? hours?.map(([from, to]) => `${clock(from)}-${clock(to)}`) ?? ['all day']
  return `${id}: ${invert ? 'not ' : ''}${times.join(',')} (${zone})`
}

function plan(dir: string, call: Call): number {
  const config = loadOrExplain(dir)
  const id = optional(call, 'id') ?? (hubOf(config) ?? agentsOf(config)[0])?.id
  const agent = id === undefined ? undefined : agentConfig(config, id)
  if (!agent) {
    const known =
      agentsOf(config)
        .map((one) => one.id)
        .join(', ') || 'none'
    throw new UsageError(`${dir} speaks of no agent ${id ? `\`${id}\`` : 'at all'} (there: ${known})`)
  }
  call.io.out(`${JSON.stringify({ plan: planFor(config, agent.id, loadProfiles(dir).profiles), agent })}\n`)
  return 0
}
