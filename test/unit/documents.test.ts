import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkKinds } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const documents = globSync(['*.md', '{docs,deploy,dashboards,packages}/**/*.md'], { cwd: root }).filter(
  (file) => !file.includes('node_modules'),
)

test.for(Object.entries(checkKinds))('every option of a check of kind %s is explained', ([kind, { config }]) => {
  const pages = documents
    .filter((file) => file.startsWith('docs'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
  const page = readFileSync(join(root, 'docs', 'probes.md'), 'utf8')
  expect(page).toContain(`| \`${kind}\` |`)
  if (!page.includes(`\n## ${kind}\n`)) return
  const unexplained = Object.keys(config.shape).filter(
    (option) => !pages.some((text) => text.includes(`\`${option}\``)),
  )
  expect(unexplained).toEqual([])
})

test('there are documents to check', () => expect(documents).toContain('README.md'))

test.for(documents)('%s links only to what exists', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
  const missing = links.filter((target) => !existsSync(join(root, dirname(document), target)))
  expect(missing).toEqual([])
})

test.for(documents)('%s names only paths of the project that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const paths = [...text.matchAll(/`((?:packages|test|docs|deploy|config|dashboards)\/[\w./*{},-]+)`/g)].map(
    ([, path]) => path!,
  )
  const missing = paths.filter((path) => globSync(path, { cwd: root }).length === 0)
  expect(missing).toEqual([])
})
