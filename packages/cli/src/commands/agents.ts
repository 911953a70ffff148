import { addAgent, addOperatorToken, listAgents, revokeAgent } from '@vonggac/collector'
import type { AgentStatus } from '@vonggac/collector/api-types'
import { formatDuration, systemClock } from '@vonggac/model'
import { agentsOf } from '@vonggac/model/inventory'
import { type Call, type Command, UsageError } from '../command.ts'
import { showOnce, stateOptions, withState } from '../state-database.ts'
import { table } from '../table.ts'

const ACTIONS = ['list', 'add', 'revoke', 'token']

/** `vonggac agents`: who may write to the collector. Works on the state database, also while the collector runs. */
export const agents: Command = {
  name: 'agents',
  summary: "The fleet's keys: list, add, revoke.",
  usage: ['agents list', 'agents add ID', 'agents revoke ID', 'agents token NAME'],
  options: stateOptions,
  notes:
    'A key is shown once, when it is made: only its hash is kept. Adding an agent again gives it a new key.\n' +
    '`token` makes one for programs that read everything and handle incidents; `vonggac users token` makes one of any role.',
  async run(call) {
    const [action = 'list', id = ''] = call.positionals
    if (!ACTIONS.includes(action)) {
      throw new UsageError(`agents does not know \`${action}\`; it takes ${ACTIONS.join(', ')}`)
    }
    if (action !== 'list' && !id)
      throw new UsageError(`agents ${action} needs ${action === 'token' ? 'a name' : "the agent's ID"}`)
    return withState(call, async (state, config) => {
      if (action === 'add') return showKey(id, await addAgent(state, systemClock, id), call)
      if (action === 'token') return showToken(id, await addOperatorToken(state, systemClock, id), call)
      if (action === 'revoke') return revoked(id, await revokeAgent(state, systemClock, id), call)
      return show(await listAgents(state, { now: systemClock.now(), members: agentsOf(config) }), call)
    })
  },
}

const showKey = (id: string, key: string, call: Call) => showOnce({ id, key }, key, `the key of agent ${id}`, call)
const showToken = (name: string, token: string, call: Call) =>
  showOnce({ name, token }, token, `the token of ${name}`, call)

function revoked(id: string, done: boolean, { io }: Call): number {
  if (done) io.out(`${id} may not write any more\n`)
  else io.err(`vonggac: there is no agent ${id} with a key (\`vonggac agents list\`)\n`)
  return done ? 0 : 1
}

function show(all: readonly AgentStatus[], { io, values }: Call): number {
  if (values.json) io.out(`${JSON.stringify(all, null, 2)}\n`)
  else {
    const ago = (at: number | null) => (at === null ? 'never' : `${formatDuration(systemClock.now() - at)} ago`)
    const rows = all.map((one) => [
      one.id,
      one.site ?? '-',
      one.state,
      ago(one.last_seen),
      one.enrolled_at === null ? 'no' : 'yes',
      one.version ?? '-',
    ])
    io.out(table(['AGENT', 'SITE', 'STATE', 'SEEN', 'KEY', 'VERSION'], rows))
  }
  return 0
}
