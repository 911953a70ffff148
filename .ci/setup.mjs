/**
 * Brings a fresh clone to life on any Node from 20 on: installs pnpm's workspace, which brings its own Node 24.
 * Runs on the machine's Node, so: no TypeScript and nothing newer than Node 20 here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const PNPM = 'pnpm@12.21.0'

/** The Node that the workspace pins, once `setup` has run. */
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Installs the workspace exactly as locked. Quick when nothing has changed since the last time. */
export function setup() {
  if (isCurrent()) return
  const result = spawnSync('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    // Standard output belongs to the program that runs next.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) {
    console.error('set-up failed: pnpm could not install the workspace (see above)')
    process.exit(result.status ?? 1)
  }
}

/** pnpm copies the lock file beside what it installed; the same text means that there is nothing to do. */
function isCurrent() {
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml')
  const wanted = join(root, 'pnpm-lock.yaml')
  if (!existsSync(installed) || !existsSync(node) || !existsSync(wanted)) return false
  if (statSync(installed).size === 0) return false
  return readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup()
