import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError, type Plan } from '@vonggac/model'
import type { AgentConfig } from '@vonggac/model/inventory'

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

/** Reads a plan from a file that `vonggac config plan` wrote. */
export function planFromFile(path: string): AgentStart {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AgentStart
  } catch (error) {
    throw new ConfigError(
      `${path}: this is no plan: ${(error as Error).message} (\`vonggac config plan DIR --id ID\` prints one)`,
      { cause: error },
    )
  }
}
