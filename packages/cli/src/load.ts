import { ConfigError, type Profile } from '@vonggac/model'
import { type Config, formatProblem, loadConfig } from '@vonggac/model/inventory'

/** Loads a configuration that must be right. Throws a `ConfigError` with every problem on a line of its own. */
export const loadOrExplain = (dir: string): Config => loadWithProfiles(dir).config

/** `loadOrExplain`, with the kinds of devices that plans of agents take along. */
export function loadWithProfiles(dir: string): { readonly config: Config; readonly profiles: readonly Profile[] } {
  const { config, problems, profiles } = loadConfig(dir)
  if (config) return { config, profiles }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  throw new ConfigError(
    `the configuration has ${count}; nothing was started\n${problems.map(formatProblem).join('\n')}`,
  )
}
