import { templateNames } from '../../template.ts'
import type { JourneyStep } from './journey-step.ts'

/** Names that every run gives a value: what marks its own documents, and the time. */
export const BUILT_IN = ['marker', 'now', 'unix'] as const

interface Journey {
  readonly secrets: object
  readonly variables: object
  readonly headers: object
  readonly steps: readonly JourneyStep[]
}

interface Trouble {
  readonly path: (string | number)[]
  readonly message: string
}

/** What is wrong with the names in a journey's `{{…}}`, and with those that it gives. */
export function variableProblems({ secrets, variables, headers, steps }: Journey): Trouble[] {
  const troubles: Trouble[] = []
  const say = (path: (string | number)[], message: string) => void troubles.push({ path, message })
  const known = new Set<string>(BUILT_IN)
  const give = (name: string, path: (string | number)[]) => {
    if (known.has(name) && [...BUILT_IN, ...Object.keys(secrets), ...Object.keys(variables)].includes(name))
      say(path, `expected another name: \`${name}\` stands for something else already`)
  }
  for (const part of ['secrets', 'variables'] as const)
    for (const name of Object.keys({ secrets, variables }[part])) {
      give(name, [part, name])
      known.add(name)
    }
  const look = (value: unknown, path: (string | number)[], only: ReadonlySet<string>, why: string) => {
    for (const [at, text] of textsIn(value, path))
      for (const name of templateNames(text))
        if (!only.has(name)) say(at, `expected another name than \`${name}\`: ${why}`)
  }
  look(headers, ['headers'], known, 'secrets and variables give names')
  for (const [index, step] of steps.entries()) {
    const path = ['steps', index]
    if (steps.findIndex(({ name }) => name === step.name) < index)
      say([...path, 'name'], `expected another name: another step is called \`${step.name}\``)
    if (!step.always && steps.slice(0, index).some(({ always }) => always))
      say([...path, 'always'], 'expected true: a step behind one that always runs at the end runs there, too')
    const { extract, values: _, expect, ...sent } = step
    look(sent, path, known, 'nothing before this step extracts it, and no secret or variable is called so')
    // Text from a page in an expression would be a way to change what the expression says.
    const { contains, lacks, denied, url, json, ...expressions } = expect
    look(
      { contains, lacks, denied, url, json: json.map(({ equals }) => equals) },
      [...path, 'expect'],
      known,
      'nothing before this step extracts it',
    )
    const inExpression = new Set<string>(BUILT_IN)
    look({ expect: expressions, extract }, path, inExpression, `in an expression only ${BUILT_IN.join(', ')} may stand`)
    for (const name of Object.keys(extract)) {
      give(name, [...path, 'extract', name])
      known.add(name)
    }
  }
  return troubles
}

/** Every text in a JSON value, with its path. Deeper than any body is not looked into. */
function* textsIn(value: unknown, path: (string | number)[], depth = 0): Generator<[(string | number)[], string]> {
  if (typeof value === 'string') yield [path, value]
  else if (typeof value === 'object' && value !== null && depth < 50)
    for (const [key, inner] of Object.entries(value))
      yield* textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key], depth + 1)
}
