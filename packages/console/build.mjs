/**
 * Builds the console when its sources are newer than what was built: `node packages/console/build.mjs`.
 * Prints nothing when there is nothing to do; throws what Vite says when the build fails.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, 'dist')
const built = join(dist, 'index.html')
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'build.mjs']

const newest = (path) => {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  // A deleted file changes the time of its folder.
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const PACKED = /\.(html|js|css|svg|json|webmanifest)$/
/** Below this many bytes packing saves no packet. */
const WORTH_PACKING = 1_400

/** Puts every text packed beside itself: the collector sends that, and packs nothing while people wait. */
const pack = (dir) => {
  for (const name of readdirSync(dir, { recursive: true })) {
    if (!PACKED.test(name)) continue
    const content = readFileSync(join(dir, name))
    if (content.length < WORTH_PACKING) continue
    writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content))
    writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }))
  }
}

/** Whether `dist` holds what the sources say. */
export const isCurrent = () =>
  existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map((source) => newest(join(here, source))))

if (!isCurrent()) {
  const started = Date.now()
  const { build } = await import('vite')
  // Beside the old build, which a collector may be serving: it is replaced whole, and only by one that succeeded.
  const fresh = join(here, 'node_modules', `.build-${process.pid}`)
  await build({
    root: here,
    configFile: join(here, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh, emptyOutDir: true },
  })
  pack(fresh)
  // What was changed while we built is newer than the build.
  utimesSync(join(fresh, 'index.html'), started / 1000, started / 1000)
  rmSync(dist, { recursive: true, force: true })
  renameSync(fresh, dist)
  process.stdout.write(`console built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}
