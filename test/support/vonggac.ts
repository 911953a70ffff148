import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'packages', 'cli', 'bin', 'vonggac.js')

/** A `vonggac` process under test. Disposing ends it with SIGTERM, and SIGKILL if that is not enough. */
export interface Running extends AsyncDisposable {
  readonly process: ChildProcess
  /** Everything it wrote so far, both streams. */
  output(): string
  /** Ends it at once, as a crash would. Resolves when it is gone. */
  kill(): Promise<void>
  /** Resolves with the exit code. */
  exited(): Promise<number | null>
}

const STOP_MS = 8_000

/** Starts `vonggac ARGS…` as a process of its own. */
export function startVonggac(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await exit
    clearTimeout(timer)
  }
  return {
    process: child,
    output: () => text,
    kill: () => end('SIGKILL'),
    exited: () => exit,
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

/** Runs `vonggac ARGS…` to its end. */
export async function vonggac(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Asks until the answer is what is wanted. Throws with the last trouble when it is not in time. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  { withinMs = 20_000, everyMs = 100, what = 'the condition' } = {},
): Promise<T> {
  const until = performance.now() + withinMs
  let last: unknown
  while (performance.now() < until) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  throw new Error(`${what} did not come true within ${withinMs} ms`, { cause: last })
}
