import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plain } from './located.ts'
import type { Problem } from './problem.ts'
import { type Calendar, calendarSchema } from './schedule-schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { readSources } from './source.ts'
import { parseYamlFile } from './yaml-file.ts'

/** The calendars that come with the program: `config/holidays` of the repository. */
const shippedCalendars: string = fileURLToPath(new URL('../../../../config/holidays', import.meta.url))

/**
 * Reads the shipped calendars of holidays and those of a configuration directory (`DIR/holidays`, where there is one), whose
 * own take the place of shipped ones of the same id. Never throws.
 */
export function loadCalendars(dir?: string): { calendars: readonly Calendar[]; problems: readonly Problem[] } {
  const dirs = [shippedCalendars, ...(dir === undefined ? [] : [join(dir, 'holidays')])].filter((path) =>
    existsSync(path),
  )
  const problems: Problem[] = []
  const calendars = new Map<string, Calendar>()
  for (const each of new Set(dirs.map((path) => realpathSync(path)))) {
    const sources = readSources(each)
    problems.push(...sources.problems)
    for (const { name, text } of sources.files) {
      const { root, problems: ofYaml } = parseYamlFile(name, text)
      problems.push(...ofYaml)
      if (!root) continue
      const parsed = calendarSchema.safeParse(plain(root))
      if (parsed.success) calendars.set(parsed.data.id, parsed.data)
      else problems.push(...schemaProblems(calendarSchema, root, parsed.error.issues))
    }
  }
  return { calendars: [...calendars.values()], problems }
}
