import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@vonggac/model/inventory'
import { expect, onTestFinished, test } from 'vitest'
import { buildDashboards } from './build.ts'
import { checkDashboards, writeDashboards } from './output.ts'

async function directory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-dashboards-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

const files = [
  { path: 'en/a.json', text: '{}\n' },
  { path: 'README.md', text: 'how\n' },
]

test('what was written is up to date', async () => {
  const dir = await directory()
  await writeDashboards(dir, files)
  expect(await checkDashboards(dir, files)).toEqual([])
  expect(await readFile(join(dir, 'en/a.json'), 'utf8')).toBe('{}\n')
})

test('every kind of difference is named', async () => {
  const dir = await directory()
  await writeDashboards(dir, [...files, { path: 'vi/old.json', text: '' }])
  await writeFile(join(dir, 'en/a.json'), '{"edited": true}\n')
  await rm(join(dir, 'README.md'))
  expect(await checkDashboards(dir, files)).toEqual([
    'README.md: missing',
    'en/a.json: differs from what is generated',
    'vi/old.json: not generated any more',
  ])
})

test('a directory that is not there lacks everything', async () => {
  expect(await checkDashboards(join(await directory(), 'none'), files)).toEqual([
    'README.md: missing',
    'en/a.json: missing',
  ])
})

test('the committed dashboards are those of the example configuration', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const { config, problems } = loadConfig(join(root, 'config'))
  expect(problems).toEqual([])
  // Stale? `npm run dashboards` writes them anew.
  expect(await checkDashboards(join(root, 'dashboards'), buildDashboards(config!))).toEqual([])
})
