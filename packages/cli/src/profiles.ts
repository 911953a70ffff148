import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { ConfigError, type Profile } from '@vonggac/model'
import {
  formatProblem,
  type HttpProfile,
  loadHttpProfiles,
  loadProfileFile,
  loadProfiles,
} from '@vonggac/model/inventory'

/** A path, and not the id of a profile. */
const isFile = (named: string) => /[/\\]|\.ya?ml$/.test(named)

/** The id of a profile that is given by its id or as a file. */
export const profileIdOf = (named: string): string => (isFile(named) ? basename(named).replace(/\.ya?ml$/, '') : named)

/**
 * The shipped profiles, or the one in a file. Throws a `ConfigError` with everything that is wrong with it, or for an id that
 * nothing has.
 */
export function profilesFor(named: string | undefined): readonly Profile[] {
  if (named === undefined || !isFile(named)) {
    const { profiles } = loadProfiles()
    if (named === undefined || profiles.some(({ id }) => id === named)) return profiles
    throw new ConfigError(`there is no profile \`${named}\`; there are ${profiles.map(({ id }) => id).join(', ')}`)
  }
  const { profiles, problems } = loadProfileFile(named, textOf(named))
  if (problems.length > 0) throw new ConfigError(problems.map(formatProblem).join('\n'))
  return profiles
}

/** The shipped HTTP profiles. Throws a `ConfigError` for an id that none of them has. */
export function httpProfilesFor(id: string | undefined): readonly HttpProfile[] {
  const { profiles } = loadHttpProfiles()
  if (id === undefined || profiles.some((one) => one.id === id)) return profiles
  throw new ConfigError(`there is no HTTP profile \`${id}\`; there are ${profiles.map((one) => one.id).join(', ')}`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}
