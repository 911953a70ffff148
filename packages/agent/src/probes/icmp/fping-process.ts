import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Clock } from '@vonggac/model'
import { openFifo } from './fifo.ts'

/** How long a process may take to end after SIGTERM before it is killed, ms. */
const TERM_MS = 1_000

/** A running program whose both outputs come here. */
export interface Output {
  readonly pid: number
  /** Reads what has been written and not yet been seen. */
  drain(): void
  /** Whether the process has nothing to do but wait: everything that has happened to it is already in its output. */
  isIdle(): boolean
  /** SIGTERM, then SIGKILL; resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * Starts a program and gives its output, as bytes that are valid only during the call, at most every `restMs`.
 * It ends by itself when we are gone: its next line meets a closed pipe (SIGPIPE). Throws when it cannot be started.
 */
export async function startOutput(
  path: string,
  args: readonly string[],
  deps: { clock: Clock; restMs: number; take: (bytes: Buffer) => void; ended: (why: string) => void },
): Promise<Output> {
  const fifo = await openFifo(deps.take, deps.clock.after, deps.restMs)
  let child: ChildProcess
  try {
    child = spawn(path, args, {
      stdio: ['ignore', fifo.writeFd, fifo.writeFd],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    })
    fifo.handedOver()
    await once(child, 'spawn')
  } catch (error) {
    fifo.close()
    throw error
  }
  const pid = child.pid!
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      fifo.drain()
      fifo.close()
      resolve()
      deps.ended(signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
  return { pid, drain: fifo.drain, isIdle: () => processState(pid) === 'S', stop: () => end(child, gone, deps.clock) }
}

async function end(child: ChildProcess, gone: Promise<void>, clock: Clock) {
  child.kill('SIGTERM')
  const cancel = clock.after(TERM_MS, () => void child.kill('SIGKILL'))
  await gone
  cancel()
}

/** The state letter of proc(5). Where there is no /proc, 'S': nothing better is known. */
function processState(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2)
  } catch {
    return process.platform === 'linux' ? 'X' : 'S'
  }
}
