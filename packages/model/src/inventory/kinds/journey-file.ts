import { readFileSync } from 'node:fs'
import { ConfigError } from '../../errors.ts'
import { plain } from '../located.ts'
import { formatProblem } from '../problem.ts'
import { parseYamlFile } from '../yaml-file.ts'

/** Beside the options of the kind, what every check may say. */
const OF_ANY_CHECK = ['kind', 'id', 'interval', 'timeout']

/**
 * The options of the journey in a file: the journey alone, or a file of a configuration with one in it. `FILE#NAME` chooses
 * where there are several. Throws a `ConfigError` that says what is wrong with the file.
 */
export function journeyFromFile(text: string): Record<string, unknown> {
  const [, path = text, name] = /^(.+)#([a-z0-9-]+)$/.exec(text) ?? []
  const { root, problems } = parseYamlFile(path, textOf(path))
  if (problems.length > 0 || !root) throw new ConfigError(problems.map(formatProblem).join('\n') || `${path}: empty`)
  const all = journeysIn(plain(root))
  const chosen = name === undefined ? all : all.filter((journey) => journey.name === name)
  const names = all.map((journey) => String(journey.name))
  if (chosen.length === 1) return optionsOf(chosen[0]!)
  if (all.length === 0) throw new ConfigError(`${path}: there is no journey in it, a check with \`kind: journey\``)
  throw new ConfigError(
    name === undefined
      ? `${path} has several journeys: choose one as ${names.map((one) => `${path}#${one}`).join(' or ')}`
      : `${path} has no journey \`${name}\`; there are ${names.join(', ')}`,
  )
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

type Options = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is Options => typeof value === 'object' && value !== null && !Array.isArray(value)

function journeysIn(document: unknown): Options[] {
  if (!isMap(document)) return []
  if (Array.isArray(document.steps)) return [document]
  const services = Array.isArray(document.services) ? document.services.filter(isMap) : []
  return services
    .flatMap(({ checks }) => (Array.isArray(checks) ? checks.filter(isMap) : []))
    .filter(({ kind }) => kind === 'journey')
}

const optionsOf = (journey: Options): Record<string, unknown> =>
  Object.fromEntries(Object.entries(journey).filter(([key]) => !OF_ANY_CHECK.includes(key)))
