import { realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Profile } from '../../profile.ts'
import { type Located, plain, problemAt } from '../located.ts'
import type { Problem } from '../problem.ts'
import { schemaProblems } from '../schema-problems.ts'
import { readSources } from '../source.ts'
import { rather } from '../suggestion.ts'
import { parseYamlFile } from '../yaml-file.ts'
import { type ProfileFile, profileSchema } from './schema.ts'

/** The profiles that come with the program: `config/profiles` of the repository. */
export const shippedProfiles: string = fileURLToPath(new URL('../../../../../config/profiles', import.meta.url))

/** Profiles that are right, and everything that is wrong with the others. */
export interface LoadedProfiles {
  readonly profiles: readonly Profile[]
  readonly problems: readonly Problem[]
}

interface Read {
  readonly file: ProfileFile
  readonly root: Located
}

/**
 * Reads the shipped profiles and those of a configuration directory (`DIR/profiles`, where there is one), whose own take the
 * place of shipped ones of the same id. Never throws.
 */
export function loadProfiles(dir?: string): LoadedProfiles {
  const own = dir === undefined ? undefined : existing(join(dir, 'profiles'))
  const dirs = own === undefined || own === existing(shippedProfiles) ? [shippedProfiles] : [shippedProfiles, own]
  const problems: Problem[] = []
  const read = new Map<string, Read>()
  for (const each of dirs) {
    const sources = readSources(each)
    problems.push(...sources.problems)
    for (const source of sources.files) {
      const one = readProfile(source, problems)
      if (one) read.set(one.file.id, one)
    }
  }
  return { profiles: resolveAll(read, problems), problems }
}

/** One profile from a file that stands anywhere, on top of the shipped ones: for whoever writes one. */
export function loadProfileFile(name: string, text: string): LoadedProfiles {
  const { profiles, problems } = loadProfiles()
  const mine: Problem[] = []
  const one = readProfile({ name, text }, mine)
  if (!one) return { profiles: [], problems: mine }
  const known = new Map(profiles.map((profile) => [profile.id, profile]))
  const profile = resolved(one, (id) => known.get(id), mine)
  return { profiles: [profile], problems: [...problems, ...mine] }
}

const existing = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function readProfile({ name, text }: { name: string; text: string }, problems: Problem[]): Read | undefined {
  const { root, problems: ofYaml } = parseYamlFile(name, text)
  problems.push(...ofYaml)
  if (!root) return undefined
  const parsed = profileSchema.safeParse(plain(root))
  if (!parsed.success) {
    problems.push(...schemaProblems(profileSchema, root, parsed.error.issues))
    return undefined
  }
  const expected = basename(name).replace(/\.ya?ml$/, '')
  if (parsed.data.id !== expected)
    problems.push(
      problemAt(root, ['id'], `expected \`${expected}\`, the name of the file, so that it is found; or rename it`),
    )
  return { file: parsed.data, root }
}

/** Puts in what profiles extend. A circle, or an id that nothing has, is a problem of the one that says it. */
function resolveAll(read: ReadonlyMap<string, Read>, problems: Problem[]): Profile[] {
  const done = new Map<string, Profile>()
  const under = new Set<string>()
  const resolve = (id: string): Profile | undefined => {
    const known = done.get(id)
    const one = read.get(id)
    if (known || !one || under.has(id)) return known
    under.add(id)
    const profile = resolved(one, resolve, problems)
    under.delete(id)
    done.set(id, profile)
    return profile
  }
  for (const id of [...read.keys()].sort()) resolve(id)
  return [...done.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function resolved({ file, root }: Read, find: (id: string) => Profile | undefined, problems: Problem[]): Profile {
  const parts = file.extends.flatMap((id, index) => {
    const part = id === file.id ? undefined : find(id)
    if (!part)
      problems.push(problemAt(root, ['extends', index], `there is no profile \`${id}\` that this one could extend`))
    return part ?? []
  })
  return {
    id: file.id,
    name: file.name,
    match: file.match,
    scalars: [...parts.flatMap(({ scalars }) => scalars), ...file.scalars],
    tables: [...parts.flatMap(({ tables }) => tables), ...file.tables],
    sensors: [...parts.flatMap(({ sensors }) => sensors), ...file.sensors],
    traps: [...parts.flatMap(({ traps }) => traps), ...file.traps],
  }
}

/** What is wrong with the profiles that devices name. */
export function profileNameProblems(
  devices: readonly { readonly root: Located; readonly path: readonly (string | number)[]; readonly id: string }[],
  profiles: readonly Profile[],
): Problem[] {
  const ids = profiles.map(({ id }) => id)
  return devices.flatMap(({ root, path, id }) =>
    ids.includes(id) ? [] : [problemAt(root, path, `there is no profile \`${id}\`${rather(id, ids)}`)],
  )
}
