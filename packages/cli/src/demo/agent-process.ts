import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@vonggac/model'
import type { AgentStart } from '../plan.ts'

const main = fileURLToPath(new URL('../../bin/vonggac.js', import.meta.url))
const KILL_AFTER_MS = 4_000
/** One that takes longer than this is not waited for, ms. */
const START_MS = 10_000

/** An agent as the process of its own that it is in real life. Disposing ends it. */
export interface AgentProcess extends AsyncDisposable {
  /** Has it work. Resolves when it does, has ended, or takes too long: then its log says why. */
  start(what: AgentStart): Promise<void>
}

/**
 * Starts an agent that loads what it consists of, and then waits for its plan: so it can do that while the collector starts. Its log goes
 * to `agent.log` of the directory.
 */
export function startAgentProcess(
  dir: string,
  env: Readonly<Record<string, string>>,
  onUnexpectedExit: (code: number | null) => void,
): AgentProcess {
  const log = openSync(join(dir, 'agent.log'), 'a')
  // A process group of its own: Ctrl-C reaches the demo, and the demo ends the agent in its turn, after the uplink's last word.
  // The pipe that brings the plan is also for the agent to see that the demo was killed.
  const child = spawn(process.execPath, [main, 'agent', '--plan', '-', '--until-eof'], {
    stdio: ['pipe', 'pipe', log],
    env: { ...process.env, ...env },
    detached: true,
  })
  const [stdin, stdout] = [child.stdin!, child.stdout!]
  closeSync(log)
  let stopping = false
  const exited = new Promise<void>((resolve) => {
    child.on('exit', (code) => {
      if (!stopping) onUnexpectedExit(code)
      resolve()
    })
  })
  // One that has ended takes no plan: that it has is told by its exit.
  stdin.on('error', () => {})
  const started = once(stdout, 'data').then(() => void stdout.resume())
  return {
    async start(what) {
      stdin.write(`${JSON.stringify(what)}\n`)
      const late = Promise.withResolvers<void>()
      const cancel = systemClock.after(START_MS, late.resolve)
      await Promise.race([started, exited, late.promise])
      cancel()
    },
    async [Symbol.asyncDispose]() {
      stopping = true
      child.kill('SIGTERM')
      const cancel = systemClock.after(KILL_AFTER_MS, () => void child.kill('SIGKILL'))
      await exited
      cancel()
    },
  }
}
