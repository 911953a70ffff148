import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real server as a child process. Disposing ends it by its pid and waits until it is gone. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  /** What it wrote so far. */
  output(): string
}

export interface ServerProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The Debian package that brings the command: named when it is missing. */
  readonly debianPackage: string
  /** Where it runs; here unless given. */
  readonly cwd?: string
  /** Whether it answers yet. Asked again and again until it does; `output` is what it wrote so far. */
  readonly ready: (output: string) => Promise<boolean>
  readonly readyWithinMs?: number
}

const STOP_MS = 5_000
const POLL_MS = 50

/** Starts a server and resolves when it answers. Throws with its output when it ends or takes too long. */
export async function startServerProcess(program: ServerProgram): Promise<ServerProcess> {
  const { command, args, env, cwd, debianPackage, ready, readyWithinMs = 20_000 } = program
  const child = spawn(command, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text = (text + chunk).slice(-20_000)
    })
  }
  const gone = once(child, 'exit').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error(`${command} is missing: install the Debian package ${debianPackage}`)
    throw error
  })
  gone.catch(() => {})
  const running = () => child.exitCode === null && child.signalCode === null
  const dispose = async () => {
    if (child.pid === undefined || !running()) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await gone
    clearTimeout(timer)
  }
  const until = performance.now() + readyWithinMs
  while (!(await ready(text))) {
    if (child.pid === undefined) await gone
    if (running() && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      continue
    }
    const why = running() ? `did not answer within ${readyWithinMs} ms` : `ended with code ${child.exitCode}`
    await dispose()
    throw new Error(`${command} ${why}:\n${text}`)
  }
  return { pid: child.pid!, output: () => text, [Symbol.asyncDispose]: dispose }
}

/** A directory of its own, removed when disposed of. */
export function temporaryDirectory(name: string): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), `vonggac-${name}-`))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
