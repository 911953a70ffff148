import { ConfigError } from '@vonggac/model'
import { type Config, formatProblem, loadConfig } from '@vonggac/model/inventory'

/** Loads a configuration that must be right. Throws a `ConfigError` with every problem on a line of its own. */
export function loadOrExplain(dir: string): Config {
  const { config, problems } = loadConfig(dir)
  if (config) return config
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  throw new ConfigError(
    `the configuration has ${count}; nothing was started\n${problems.map(formatProblem).join('\n')}`,
  )
}
