import { addAgent, listAgents, openState, revokeAgent } from '@vonggac/collector'
import { ConfigError, formatDuration, systemClock } from '@vonggac/model'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { table } from '../table.ts'

/** `vonggac agents`: who may write to the collector. Works on the state database, also while the collector runs. */
export const agents: Command = {
  name: 'agents',
  summary: "The fleet's keys: list, add, revoke.",
  usage: ['agents list', 'agents add ID', 'agents revoke ID'],
  options: {
    config: { type: 'string', value: 'DIR', default: 'config', help: 'configuration directory of the collector' },
    data: { type: 'string', value: 'DIR', help: "the collector's data directory, instead of the configured one" },
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'A key is shown once, when it is made: only its hash is kept. Adding an agent again gives it a new key.',
  async run(call) {
    const [action = 'list', id] = call.positionals
    if (!['list', 'add', 'revoke'].includes(action))
      throw new UsageError(`agents does not know \`${action}\`; it takes list, add or revoke`)
    if (action !== 'list' && !id) throw new UsageError(`agents ${action} needs the agent's ID`)
    const dir = optional(call, 'data') ?? loadOrExplain(String(call.values.config)).collector.data
    await using state = await openState(dir, { clock: systemClock })
    if (action === 'add') call.io.out(addText(id!, await addAgent(state, id!, systemClock.now()), call))
    else if (action === 'revoke') await revoke(state, id!, call)
    else await list(state, call)
    return 0
  },
}
