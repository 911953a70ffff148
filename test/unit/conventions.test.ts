import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** What the linter cannot say of our source. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).filter(
  (file) => !/\.test\.tsx?$|[/\\](testing|testdata)[/\\]/.test(file),
)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

const MAX_LINES = 300
const BANNED_NAMES = /^(utils?|helpers?|common|misc|types|manager|service)\.tsx?$/

test('there is source to check', () => expect(sources.length).toBeGreaterThan(200))

test('no file outgrows its one concept', () => {
  expect(sources.filter((file) => textOf(file).split('\n').length > MAX_LINES)).toEqual([])
})

test('files are named after what they hold', () => {
  expect(sources.filter((file) => BANNED_NAMES.test(basename(file)))).toEqual([])
})

test('only the clock touches time: everything else is given one', () => {
  const own = /(?<![.\w])(Date\.now\(|performance\.now\(|setTimeout\(|setInterval\(|new Date\(\))/
  // The console runs in a browser, where the page itself is the clock's owner.
  const others = sources.filter(
    (file) => !file.startsWith(join('packages', 'console')) && !file.endsWith(join('model', 'src', 'clock.ts')),
  )
  expect(others.filter((file) => own.test(textOf(file)))).toEqual([])
})

test('nothing is left to do without an owner in the roadmap', () => {
  expect(sources.filter((file) => /\b(TODO|FIXME|XXX)\b/.test(textOf(file)))).toEqual([])
})
