import { spawn } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@vonggac/model'
import type { AgentStart } from '../plan.ts'

const main = fileURLToPath(new URL('../../bin/vonggac.js', import.meta.url))
const KILL_AFTER_MS = 4_000

/** An agent as the process of its own that it is in real life; its log goes to `agent.log` of the directory. Disposing ends it. */
export function startAgentProcess(
  dir: string,
  start: AgentStart,
  env: Readonly<Record<string, string>>,
  onUnexpectedExit: (code: number | null) => void,
): AsyncDisposable & { readonly pid: number } {
  const plan = join(dir, 'plan.json')
  writeFileSync(plan, JSON.stringify(start), { mode: 0o600 })
  const log = openSync(join(dir, 'agent.log'), 'a')
  // A process group of its own: Ctrl-C reaches the demo, and the demo ends the agent in its turn, after the uplink's last word.
  // The pipe that nothing is written to is for the agent to see that the demo was killed.
  const child = spawn(process.execPath, [main, 'agent', '--plan', plan, '--until-eof'], {
    stdio: ['pipe', log, log],
    env: { ...process.env, ...env },
    detached: true,
  })
  closeSync(log)
  let stopping = false
  const exited = new Promise<void>((resolve) => {
    child.on('exit', (code) => {
      if (!stopping) onUnexpectedExit(code)
      resolve()
    })
  })
  return {
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      stopping = true
      child.kill('SIGTERM')
      const cancel = systemClock.after(KILL_AFTER_MS, () => void child.kill('SIGKILL'))
      await exited
      cancel()
    },
  }
}
