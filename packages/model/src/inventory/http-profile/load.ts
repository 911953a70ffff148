import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { plain, problemAt } from '../located.ts'
import type { Problem } from '../problem.ts'
import { shippedProfiles } from '../profile/load.ts'
import { schemaProblems } from '../schema-problems.ts'
import { readSources } from '../source.ts'
import { parseYamlFile } from '../yaml-file.ts'
import { httpProfileSchema } from './schema.ts'

/** A kind of endpoint: what is asked of it, and what its answer means, as a check of kind `http` says it. */
export interface HttpProfile {
  readonly id: string
  readonly name: string
  /** Path and query. */
  readonly path: string
  /** As they stand in the file, without defaults: a check's own options go before them. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface LoadedHttpProfiles {
  readonly profiles: readonly HttpProfile[]
  readonly problems: readonly Problem[]
}

/**
 * Reads the shipped HTTP profiles and those of a configuration directory (`DIR/profiles/http`, where there is one), whose own
 * take the place of shipped ones of the same id. Never throws.
 */
export function loadHttpProfiles(dir?: string): LoadedHttpProfiles {
  const dirs = [shippedProfiles, ...(dir === undefined ? [] : [join(dir, 'profiles')])]
  const profiles = new Map<string, HttpProfile>()
  const problems: Problem[] = []
  for (const from of dirs.map((one) => join(one, 'http')).filter((one) => existsSync(one))) {
    const sources = readSources(from)
    problems.push(...sources.problems)
    for (const { name, text } of sources.files) {
      const profile = readProfile(name, text, problems)
      if (profile) profiles.set(profile.id, profile)
    }
  }
  return { profiles: [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), problems }
}

function readProfile(name: string, text: string, problems: Problem[]): HttpProfile | undefined {
  const { root, problems: ofYaml } = parseYamlFile(name, text)
  problems.push(...ofYaml)
  if (!root) return undefined
  const document = plain(root)
  const parsed = httpProfileSchema.safeParse(document)
  if (!parsed.success) {
    problems.push(...schemaProblems(httpProfileSchema, root, parsed.error.issues))
    return undefined
  }
  const { id, path } = parsed.data
  const expected = basename(name).replace(/\.ya?ml$/, '')
  if (id !== expected)
    problems.push(
      problemAt(root, ['id'], `expected \`${expected}\`, the name of the file, so that it is found; or rename it`),
    )
  const { options } = document as { readonly options: Readonly<Record<string, unknown>> }
  return { id, name: parsed.data.name, path, options }
}
