import { expect, test } from 'vitest'
import { configJsonSchema } from './json-schema.ts'

interface Node {
  readonly description?: string
  readonly properties?: Record<string, Node>
  readonly additionalProperties?: unknown
  readonly [key: string]: unknown
}

/** Every map of the schema with fixed keys. */
function* maps(node: unknown, path = ''): Generator<[string, Node]> {
  if (typeof node !== 'object' || node === null) return
  if ('properties' in node) yield [path, node as Node]
  for (const [key, value] of Object.entries(node)) yield* maps(value, `${path}/${key}`)
}

test('an editor knows every key, tells what it is for, and marks all others', () => {
  const found = [...maps(configJsonSchema())]
  expect(found.length).toBeGreaterThan(20)
  for (const [path, { properties, additionalProperties }] of found) {
    expect(additionalProperties, path).toBe(false)
    for (const [key, value] of Object.entries(properties!)) {
      const isFixed = 'const' in value || 'enum' in value
      if (!isFixed) expect(value.description, `${path}/${key}`).toBeTypeOf('string')
    }
  }
})

test('it is draft 7, serialisable, and asks only for what has no default', () => {
  const schema = JSON.parse(JSON.stringify(configJsonSchema()))
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#')
  expect(schema.required).toBeUndefined()
  expect(schema.properties.sites.items.required).toEqual(['id', 'name'])
  expect(schema.properties.sites.items.properties.kind.enum).toEqual(['hub', 'district', 'department', 'other'])
})
