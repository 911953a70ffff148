import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CollectorProcessOptions } from './collector-main.ts'

const main = fileURLToPath(new URL('./collector-main.ts', import.meta.url))
const STOP_MS = 8_000

/** A collector in a process of its own. Disposing ends it with SIGTERM. */
export interface CollectorProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** What it logged so far. */
  log(): string
  /** Ends it as a crash would, and resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a collector and waits until it listens. Throws with its log when it does not come up. */
export async function startCollectorProcess(options: CollectorProcessOptions): Promise<CollectorProcess> {
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(options))
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const gone = once(child, 'exit').then(() => undefined)
  const line = await Promise.race([once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()), gone])
  if (!line) throw new Error(`the collector did not start: ${log}`)
  return {
    url: line,
    pid: child.pid!,
    log: () => log,
    kill: (signal = 'SIGKILL') => end(child, gone, signal),
    [Symbol.asyncDispose]: () => end(child, gone, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, gone: Promise<undefined>, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}
