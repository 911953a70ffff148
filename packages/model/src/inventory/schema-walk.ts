import type { z } from 'zod'
import { at, type Located, type Path, textAt } from './located.ts'

/** The keys that the schema knows in the map at `path`; none where it knows no fixed ones. */
export function knownKeys(schema: z.ZodType, root: Located, path: Path): string[] {
  const here = schemaAt(schema, root, path)
  const shapes = alternatives(here).flatMap((one) => (one && 'shape' in one.def ? [one.def.shape as object] : []))
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))]
}

interface Def {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly items?: readonly z.ZodType[]
  readonly options?: readonly z.ZodType[]
  readonly discriminator?: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
}

const defOf = (schema: z.ZodType | undefined): Def | undefined => schema?.def as Def | undefined

function schemaAt(schema: z.ZodType, root: Located, path: Path): z.ZodType | undefined {
  let here: z.ZodType | undefined = chosen(schema, root)
  for (const [depth, step] of path.entries()) {
    const def = defOf(unwrapped(here))
    const next: z.ZodType | undefined =
      def?.shape?.[step] ?? def?.element ?? def?.valueType ?? def?.items?.[Number(step)]
    here = chosen(next, at(root, path.slice(0, depth + 1)))
  }
  return here
}

/** What stands behind `optional`, `default` and the like. */
function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  const def = defOf(schema)
  const inner = def?.innerType ?? (def?.type === 'pipe' ? def.in : undefined)
  return inner ? unwrapped(inner) : schema
}

/** Of a discriminated union the option that the value chooses. */
function chosen(schema: z.ZodType | undefined, value: Located | undefined): z.ZodType | undefined {
  const here = unwrapped(schema)
  const { options, discriminator } = defOf(here) ?? {}
  if (!options || !discriminator) return here
  const word = textAt(value, discriminator) ?? String(plainNumber(value, discriminator))
  return options.find((option) => literalsOf(defOf(option)?.shape?.[discriminator]).includes(word)) ?? here
}

const plainNumber = (value: Located | undefined, key: string): unknown => {
  const found = value && at(value, [key])
  return found?.kind === 'scalar' ? found.value : undefined
}

const literalsOf = (schema: z.ZodType | undefined): string[] => {
  const def = unwrapped(schema)?.def as { values?: readonly unknown[] } | undefined
  return (def?.values ?? []).map(String)
}

const alternatives = (schema: z.ZodType | undefined): (z.ZodType | undefined)[] =>
  (defOf(schema)?.options ?? [schema]).map(unwrapped)
