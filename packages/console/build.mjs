/**
 * Builds the console when its sources are newer than what was built: `node packages/console/build.mjs`.
 * Prints nothing when there is nothing to do; throws what Vite says when the build fails.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const built = join(here, 'dist', 'index.html')
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json']

const newest = (path) => {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  // A deleted file changes the time of its folder.
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Whether `dist` holds what the sources say. */
export const isCurrent = () =>
  existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map((source) => newest(join(here, source))))

if (!isCurrent()) {
  const started = performance.now()
  const { build } = await import('vite')
  await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
  process.stdout.write(`console built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
}
