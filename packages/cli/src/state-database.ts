import { join } from 'node:path'
import { openState, STATE_FILE, type State } from '@vonggac/collector'
import type { Config } from '@vonggac/model/inventory'
import { type Call, type Command, optional } from './command.ts'
import { makeDirectory } from './directory.ts'
import { loadOrExplain } from './load.ts'

/** The options of every command that works on the state database itself, also while the collector runs. */
export const stateOptions = {
  config: { type: 'string', value: 'DIR', default: 'config', help: 'configuration directory of the collector' },
  data: { type: 'string', value: 'DIR', help: "the collector's data directory, instead of the configured one" },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies Command['options']

/** Opens the state database that the options name, for as long as the work takes. */
export async function withState<T>(call: Call, work: (state: State, config: Config) => Promise<T>): Promise<T> {
  const config = loadOrExplain(String(call.values.config))
  const dir = optional(call, 'data') ?? config.collector.data
  makeDirectory(dir, '--data DIR')
  const state = await openState(join(dir, STATE_FILE))
  try {
    return await work(state, config)
  } finally {
    await state.destroy()
  }
}

/** Prints a secret that is shown this once: alone on standard output, what it is beside it. */
export function showOnce(json: object, secret: string, what: string, { io, values }: Call): number {
  if (values.json) io.out(`${JSON.stringify(json)}\n`)
  else {
    io.out(`${secret}\n`)
    io.err(`This is ${what}. It is not shown again.\n`)
  }
  return 0
}
