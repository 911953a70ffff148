import { globSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The import table of docs/architecture.md: imports follow the data flow, one way. */
const may: Readonly<Record<string, readonly string[]>> = {
  model: ['zod', 'yaml', 'xpath'],
  journal: ['@vonggac/model'],
  alerting: ['@vonggac/model', 'nodemailer'],
  agent: [
    '@vonggac/model',
    '@vonggac/journal',
    'dns-packet',
    'net-snmp',
    'parse5',
    'ping',
    'saxes',
    'systeminformation',
    'xpath',
  ],
  collector: [
    '@vonggac/model',
    '@vonggac/journal',
    '@vonggac/alerting',
    'hono',
    '@hono/node-server',
    '@hono/zod-openapi',
    'kysely',
    'ical.js',
    'influx',
    'write-excel-file',
    'zod',
  ],
  dashboards: ['@vonggac/model', 'grafana-dash-gen'],
  testbed: ['@vonggac/model'],
  console: ['preact', 'uplot'],
  cli: [
    '@vonggac/model',
    '@vonggac/collector',
    '@vonggac/agent',
    '@vonggac/alerting',
    '@vonggac/dashboards',
    '@vonggac/testbed',
  ],
}
/** Erased before anything runs, so they bind only the types. */
const mayAsTypes: Readonly<Record<string, readonly string[]>> = {
  console: ['@vonggac/collector'],
  dashboards: ['@grafana/schema'],
}
const inTests = ['vitest', 'fast-check', 'smtp-server']
/** What an agent must not carry in its memory for its whole life. */
const tooHeavyForAgents = ['@vonggac/model/inventory', 'zod', 'yaml']

const sources = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })

interface Import {
  readonly from: string
  readonly specifier: string
  readonly typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
  )
  return [...statements].map(([, type, from, dynamic, bare]) => ({
    from: file,
    specifier: (from ?? dynamic ?? bare)!,
    typeOnly: type !== undefined,
  }))
}

/** Tests, and what only they use. */
const isForTests = (file: string) => /\.test\.tsx?$|[/\\](testing|testdata)[/\\]/.test(file)

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const isForeign = ({ specifier }: Import) => !specifier.startsWith('.') && !specifier.startsWith('node:')

function forbidden({ from, specifier, typeOnly }: Import): boolean {
  const own = from.split(sep)[1]!
  const name = packageOf(specifier)
  const allowed = [
    ...(may[own] ?? []),
    ...(typeOnly ? (mayAsTypes[own] ?? []) : []),
    ...(isForTests(from) ? inTests : []),
  ]
  return !allowed.includes(name)
}

test('there is source to check', () => expect(sources.length).toBeGreaterThan(50))

test('every package imports only what the table allows', () => {
  const wrong = sources.flatMap(importsOf).filter(isForeign).filter(forbidden)
  expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([])
})

test('relative imports stay inside their package', () => {
  const leaving = sources.flatMap(importsOf).filter(({ from, specifier }) => {
    if (!specifier.startsWith('.')) return false
    const home = join('packages', from.split(sep)[1]!)
    return relative(home, join(from, '..', specifier)).startsWith('..')
  })
  // The console's build output and package.json files are data, not code.
  expect(
    leaving
      .filter(({ specifier }) => specifier.endsWith('.ts'))
      .map(({ from, specifier }) => `${from} imports ${specifier}`),
  ).toEqual([])
})

test('the agent loads no schema library', () => {
  const heavy = sources
    .filter((file) => file.startsWith(join('packages', 'agent')) && !file.includes('.test.'))
    .flatMap(importsOf)
    .filter(({ specifier, typeOnly }) => !typeOnly && tooHeavyForAgents.includes(specifier))
  expect(heavy.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([])
})
