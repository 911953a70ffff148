import { isIPv6 } from 'node:net'
import { backoffMs } from '@vonggac/model'
import type { Echo, EngineDeps } from './engine.ts'
import { type Output, startOutput } from './fping-process.ts'
import { createVerdicts } from './fping-verdicts.ts'

/** More targets than this are not sent to in one burst: the answers to it would not fit into a socket's buffer … */
const BURST = 1_000
/** … but with this gap between packets, ms: 10,000 a second. */
const PACED_GAP_MS = 0.1
/** How long we look away from the output after a read: a twentieth of the period within these bounds, ms. */
const REST_MS = { min: 5, max: 250 }
/** fping is replaced when nothing came for two periods and this, ms: stopped, or stuck. */
const SILENCE_MS = 1_000
/** Pauses between attempts to start an fping that ends by itself, ms. */
const RESTART = { firstMs: 250, maxMs: 30_000 }
/** An fping that ran this long was well: the pauses begin anew, ms. */
const WELL_MS = 10_000

/** One long-lived fping and the targets it serves. */
export interface FpingGroup {
  readonly echoes: readonly Echo[]
  close(): Promise<void>
}

/** fping's arguments for a group; the last target is this machine itself, whose lines show that fping lives and which round it is at. */
export function fpingArguments(echoes: readonly Echo[], gapMs: number): string[] {
  const { address, periodMs, forgetAfterMs, size, dscp } = echoes[0]!
  const heartbeat = isIPv6(address) ? '::1' : '127.0.0.1'
  const others = echoes.map((echo) => echo.address).filter((each) => each !== heartbeat)
  const gap = echoes.length > BURST ? Math.max(gapMs, PACED_GAP_MS) : gapMs
  const options = ['-l', '-p', `${periodMs}`, '-t', `${forgetAfterMs}`, '-b', `${size}`, '-i', `${gap}`]
  // What the field of eight bits holds beside the class are the two bits of ECN.
  if (dscp > 0) options.push('-O', `${dscp << 2}`)
  return [...options, '--', ...others, heartbeat]
}

/**
 * Keeps one fping running for these echoes (alike in all but the address) until closed; see `createVerdicts` for what is lost.
 * While fping is stopped, dead or being replaced, nothing is measured and nothing counts as lost.
 */
export function startFpingGroup(
  echoes: readonly Echo[],
  program: { path: string; gapMs: number },
  deps: EngineDeps & { startAfterMs: number },
): FpingGroup {
  const { clock, log } = deps
  const stopping = new AbortController()
  const running = (async () => {
    await clock.sleep(deps.startAfterMs, stopping.signal)
    for (let attempt = 0; ; attempt++) {
      const startedMs = clock.monotonic()
      const why = await runOnce(echoes, program, deps, stopping.signal)
      if (clock.monotonic() - startedMs > WELL_MS) attempt = 0
      const pauseMs = backoffMs(attempt, RESTART)
      log.warn('fping ended, starting it again', { why, targets: echoes.length, in_ms: Math.round(pauseMs) })
      await clock.sleep(pauseMs, stopping.signal)
    }
  })().catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error('icmp group failed', { error })
  })
  return {
    echoes,
    async close() {
      stopping.abort(new Error('closed'))
      await running
    },
  }
}

/** Runs fping until it ends or falls silent, and says why. Rejects when `signal` fires, with fping gone. */
async function runOnce(
  echoes: readonly Echo[],
  { path, gapMs }: { path: string; gapMs: number },
  deps: EngineDeps,
  signal: AbortSignal,
): Promise<string> {
  const { periodMs } = echoes[0]!
  const ended = Promise.withResolvers<string>()
  const verdicts = createVerdicts(echoes, deps)
  const output = await startOutput(path, fpingArguments(echoes, gapMs), {
    clock: deps.clock,
    restMs: Math.min(REST_MS.max, Math.max(REST_MS.min, periodMs / 20)),
    take: (bytes) => verdicts.take(bytes),
    ended: (why) => ended.resolve(verdicts.lastWords() ? `${why}: ${verdicts.lastWords()}` : why),
  }).catch((error: NodeJS.ErrnoException) => `cannot be started (${error.code ?? error.message})`)
  if (typeof output === 'string') return output
  verdicts.attach(output)
  const cancelWatch = watchSilence(
    output,
    periodMs,
    () => verdicts.lastLineMs(),
    deps.clock,
    (silentMs) => {
      ended.resolve(`silent for ${Math.round(silentMs)} ms`)
    },
  )
  const stopped = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  try {
    signal.throwIfAborted()
    return await Promise.race([ended.promise, stopped])
  } finally {
    cancelWatch()
    verdicts.close()
    await output.stop()
  }
}

function watchSilence(
  output: Output,
  periodMs: number,
  lastLineMs: () => number,
  { monotonic, after }: EngineDeps['clock'],
  silent: (ms: number) => void,
) {
  const everyMs = Math.max(periodMs, SILENCE_MS)
  let due = monotonic() + everyMs
  const look = () => {
    const lateMs = monotonic() - due
    output.drain()
    const quietMs = monotonic() - lastLineMs()
    // When we ourselves slept, the silence proves nothing yet.
    if (lateMs < SILENCE_MS / 2 && quietMs > 2 * periodMs + SILENCE_MS) return silent(quietMs)
    due = monotonic() + everyMs
    cancel = after(everyMs, look)
  }
  let cancel = after(everyMs, look)
  return () => cancel()
}
