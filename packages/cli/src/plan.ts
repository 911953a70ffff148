import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ConfigError, type Plan } from '@vonggac/model'
import type { AgentConfig } from '@vonggac/model/inventory'
import { UsageError } from './command.ts'

/** What `vonggac config plan` prints and an agent starts from. */
export interface AgentStart {
  readonly plan: Plan
  readonly agent: AgentConfig
}

const MAX_PLAN_BYTES = 256 * 1024 * 1024

/**
 * Has a child process load the configuration and derive the plan. The schema library and the YAML parser would stay
 * in an agent's memory for its whole life (20 MiB) for the sake of its first second.
 * Throws a `ConfigError` with the child's own words.
 */
export function planFromDirectory(dir: string, agentId: string | undefined): AgentStart {
  const main = fileURLToPath(new URL('../bin/vonggac.js', import.meta.url))
  const child = spawnSync(process.execPath, [main, 'config', 'plan', dir, ...(agentId ? ['--id', agentId] : [])], {
    encoding: 'utf8',
    maxBuffer: MAX_PLAN_BYTES,
  })
  if (child.status !== 0)
    throw new ConfigError(child.stderr.trim().replace(/^vonggac: /, '') || 'the configuration could not be loaded')
  return JSON.parse(child.stdout) as AgentStart
}

/** Reads a plan from a file that `vonggac config plan` wrote. Throws a `ConfigError` for anything else. */
export const planFromFile = (path: string): AgentStart => parsed(path, () => readFileSync(path, 'utf8'))

/**
 * Waits for a plan, as `vonggac config plan` prints it: one line of `input`, which stays open. Rejects with a `UsageError` when the input
 * ends, or the signal fires, before there is anything, and with a `ConfigError` for what is no plan.
 */
export async function planFromInput(input: Readable, signal: AbortSignal): Promise<AgentStart> {
  const chunks: Buffer[] = []
  const { promise: whole, resolve } = Promise.withResolvers<void>()
  const take = (chunk: Buffer) => {
    chunks.push(chunk)
    if (chunk.includes('\n')) resolve()
  }
  const end = () => resolve()
  input.on('data', take).once('end', end)
  signal.addEventListener('abort', end, { once: true })
  await whole
  input.pause().off('data', take).off('end', end)
  signal.removeEventListener('abort', end)
  if (chunks.length === 0) throw new UsageError('standard input ended before there was a plan')
  return parsed('standard input', () => Buffer.concat(chunks).toString('utf8'))
}

function parsed(where: string, read: () => string): AgentStart {
  try {
    return JSON.parse(read()) as AgentStart
  } catch (error) {
    throw new ConfigError(
      `${where}: this is no plan: ${(error as Error).message} (\`vonggac config plan DIR --id ID\` prints one)`,
      { cause: error },
    )
  }
}
