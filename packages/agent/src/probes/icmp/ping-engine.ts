import { type ChildProcess, spawn } from 'node:child_process'
import { isIPv6 } from 'node:net'
import type { Echo, EchoEngine, EngineDeps } from './engine.ts'
import { type PacketVerdict, parsePingOutput } from './ping-output.ts'

/** Packets of one process: few, because nothing is known before it ends, and a process costs as much as 20 packets. */
const BURST = 3
/** Processes at a time. Beyond it targets take turns and are sent fewer packets. */
const MAX_RUNNING = 32
/** What a process may take longer than its packets, ms; then it is killed, and nothing is known. */
const GRACE_MS = 2_000
/** Output kept of one process, bytes. */
const MAX_OUTPUT = 65_536

/**
 * Echoes by the system's `ping`, one process per target and burst; the `ping` package knows its arguments on each system. Its runner and
 * its parser are not used: an odd first line makes them throw where nobody can catch it, they cannot be stopped, and they do not tell
 * which packet was lost.
 */
export function createPingEngine(deps: EngineDeps, path?: string): EchoEngine {
  const loops = new Map<string, AbortController>()
  const children = new Set<ChildProcess>()
  const turn = createTurns(MAX_RUNNING)

  const loop = async (echo: Echo, startAfterMs: number, signal: AbortSignal) => {
    const { clock } = deps
    await clock.sleep(startAfterMs, signal)
    for (;;) {
      const done = await turn(signal)
      const startedMs = clock.monotonic()
      try {
        report(await burst(echo, deps, children, signal, path), echo, deps)
      } finally {
        done()
      }
      await clock.sleep(Math.max(0, startedMs + BURST * echo.periodMs - clock.monotonic()), signal)
    }
  }

  return {
    async watch(echoes) {
      const wanted = new Set(echoes.map((echo) => echo.key))
      for (const [key, stop] of loops) if (!wanted.has(key) && loops.delete(key)) stop.abort(new Error('closed'))
      for (const [at, echo] of echoes.entries()) {
        if (loops.has(echo.key)) continue
        const stop = new AbortController()
        loops.set(echo.key, stop)
        loop(echo, (at * echo.periodMs) / echoes.length, stop.signal).catch((error: unknown) => {
          if (!stop.signal.aborted) deps.log.error('ping cannot be run', { address: echo.address, error })
        })
      }
    },
    async close() {
      for (const stop of loops.values()) stop.abort(new Error('closed'))
      loops.clear()
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

function report(verdicts: readonly PacketVerdict[] | undefined, echo: Echo, { sink }: EngineDeps) {
  for (const verdict of verdicts ?? []) {
    if (verdict.kind === 'answered') sink.answered(echo, verdict.rttMs)
    else if (verdict.kind === 'timeout') sink.lost(echo, { cause: 'timeout' })
    else sink.lost(echo, { cause: 'unreachable', note: verdict.note })
  }
}

async function burst(
  echo: Echo,
  { clock }: EngineDeps,
  children: Set<ChildProcess>,
  signal: AbortSignal,
  path?: string,
) {
  const { default: factory } = await import('ping/lib/builder/factory.js')
  const v6 = isIPv6(echo.address)
  const args = factory.createBuilder(process.platform).getCommandArguments(echo.address, {
    numeric: true,
    v6,
    min_reply: BURST,
    packetSize: echo.size,
    timeout: process.platform === 'linux' ? echo.lostAfterMs / 1_000 : Math.ceil(echo.lostAfterMs / 1_000),
    extra:
      process.platform === 'win32'
        ? []
        : [
            '-i',
            `${Math.max(0.2, echo.periodMs / 1_000)}`,
            ...(echo.dscp === 0 || process.platform !== 'linux' ? [] : ['-Q', `${echo.dscp << 2}`]),
          ],
  })
  const child = spawn(path ?? factory.getExecutablePath(process.platform, v6), args, {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let output = ''
  const take = (bytes: Buffer) => {
    if (output.length < MAX_OUTPUT) output += bytes.toString('latin1')
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const cancel = clock.after(
    BURST * Math.max(200, echo.periodMs) + echo.lostAfterMs + GRACE_MS,
    () => void child.kill('SIGKILL'),
  )
  try {
    const ended = await new Promise<string | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (_code, by) => resolve(by))
    })
    signal.throwIfAborted()
    return ended === null ? parsePingOutput(output, BURST, echo.lostAfterMs) : undefined
  } finally {
    cancel()
    children.delete(child)
  }
}

/** At most `max` at a time, first come first served. Resolves with what gives the turn back. */
function createTurns(max: number): (signal: AbortSignal) => Promise<() => void> {
  let free = max
  const queue: (() => void)[] = []
  const giveBack = () => {
    const next = queue.shift()
    if (next) next()
    else free += 1
  }
  return async (signal) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => queue.push(resolve))
    if (signal.aborted) giveBack()
    signal.throwIfAborted()
    return giveBack
  }
}
