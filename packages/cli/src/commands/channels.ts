import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createNotifiers } from '@vonggac/alerting'
import { channelOutcomes, openState, recipientOf, STATE_FILE, sendTest } from '@vonggac/collector'
import { formatDuration, neededAddress, systemClock } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { readSecret } from '../secret.ts'
import { table } from '../table.ts'

/** `vonggac channels`: whether anybody would hear of it. Needs no running collector. */
export const channels: Command = {
  name: 'channels',
  summary: 'The ways to reach people: list them, send a test message.',
  usage: ['channels list', 'channels test ID [--person P]'],
  options: {
    config: { type: 'string', value: 'DIR', default: 'config', help: 'configuration directory of the collector' },
    data: { type: 'string', value: 'DIR', help: "the collector's data directory, instead of the configured one" },
    person: { type: 'string', value: 'P', help: 'for whom, on a channel that has no receivers of its own' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes:
    'A test goes out at once from this machine, with the secrets that this user can read: run it where and as whom the collector runs.\n' +
    'Exit code 0: the other side has taken it over. `list` shows what the collector remembers of each channel.',
  run(call) {
    const [action = 'list', id] = call.positionals
    const config = loadOrExplain(String(call.values.config))
    if (action === 'list') return list(config, call)
    if (action === 'test') return test(config, id, call)
    throw new UsageError(`channels does not know \`${action}\`; it takes list, test`)
  },
}

async function list(config: Config, call: Call): Promise<number> {
  const outcomes = await remembered(join(optional(call, 'data') ?? config.collector.data, STATE_FILE))
  const rows = config.oncall.channels.map((channel) => {
    const { delivered_at = null, failed_at = null, error = null } = outcomes.get(channel.id) ?? {}
    const address = neededAddress(channel)
    const reached = config.oncall.people.filter((person) => address !== undefined && person[address] !== undefined)
    return {
      id: channel.id,
      kind: channel.kind,
      people: address === undefined ? null : reached.map((person) => person.id),
      delivered_at,
      failed_at,
      error,
    }
  })
  if (call.values.json) call.io.out(`${JSON.stringify(rows, null, 2)}\n`)
  else {
    const ago = (at: number | null) => (at === null ? 'never' : `${formatDuration(systemClock.now() - at)} ago`)
    const cells = rows.map(({ id, kind, people, delivered_at, failed_at, error }) => {
      const failed = failed_at === null ? 'never' : `${ago(failed_at)}: ${error}`
      return [id, kind, people === null ? 'its own receivers' : people.join(' ') || 'nobody', ago(delivered_at), failed]
    })
    call.io.out(table(['CHANNEL', 'KIND', 'REACHES', 'DELIVERED', 'FAILED'], cells))
  }
  return 0
}

/** What a collector has noted; nothing where none has run yet. */
async function remembered(path: string) {
  if (!existsSync(path)) return new Map<string, never>()
  const state = await openState(path)
  try {
    return await channelOutcomes(state)
  } finally {
    await state.destroy()
  }
}

async function test({ oncall, ...config }: Config, id: string | undefined, call: Call): Promise<number> {
  const ids = oncall.channels.map((channel) => channel.id).join(', ')
  if (id === undefined) throw new UsageError(`channels test needs the ID of a channel: ${ids}`)
  const channel = oncall.channels.find((one) => one.id === id)
  if (!channel) throw new UsageError(`there is no channel \`${id}\`; there are: ${ids || 'none'}`)
  const named = optional(call, 'person')
  const person = oncall.people.find((one) => one.id === named)
  if (named !== undefined && !person) {
    throw new UsageError(
      `there is no person \`${named}\`; there are: ${oncall.people.map((one) => one.id).join(', ') || 'none'}`,
    )
  }
  if (neededAddress(channel) !== undefined && !person)
    throw new UsageError(`channel \`${id}\` has no receivers of its own: add --person`)
  const notifier = createNotifiers([channel], { secret: readSecret, clock: systemClock }).get(id)!
  const at = systemClock.now()
  const to = person && recipientOf(person)
  const error = await sendTest(notifier, { config: { ...config, oncall }, at, signal: call.signal, ...(to && { to }) })
  const took = formatDuration(systemClock.now() - at)
  if (call.values.json) call.io.out(`${JSON.stringify({ channel: id, at, delivered: error === null, error })}\n`)
  else if (error === null) call.io.out(`${id}: taken over after ${took}\n`)
  else call.io.err(`vonggac: ${id}: not delivered: ${error}\n`)
  return error === null ? 0 : 1
}
