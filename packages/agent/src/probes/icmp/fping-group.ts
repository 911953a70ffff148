import { isIPv6 } from 'node:net'
import { backoffMs } from '@vonggac/model'
import type { Echo, EngineDeps } from './engine.ts'
import { createFpingReader } from './fping-line.ts'
import { type Output, startOutput } from './fping-process.ts'
import { createRounds } from './fping-rounds.ts'

/** Beyond `lostAfter`, the time fping and its pipe are given to tell us about a packet, ms. */
const SLACK_MS = 60
/** How soon a question is asked again whose answer was "cannot say now", ms. */
const RETRY_MS = 50
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
  const { address, periodMs, lostAfterMs, size } = echoes[0]!
  const heartbeat = isIPv6(address) ? '::1' : '127.0.0.1'
  const others = echoes.map((echo) => echo.address).filter((each) => each !== heartbeat)
  const options = ['-l', '-p', `${periodMs}`, '-t', `${lostAfterMs}`, '-b', `${size}`, '-i', `${gapMs}`]
  return [...options, '--', ...others, heartbeat]
}

/**
 * Keeps one fping running for these echoes (one period, size, patience and family) until closed. A packet that fping is silent about
 * is lost (`unreachable`: the kernel would not send it) once the round is over and fping, provably awake, still has not said a word.
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
    take: verdicts.take,
    ended: (why) => ended.resolve(verdicts.lastWords() ? `${why}: ${verdicts.lastWords()}` : why),
  }).catch((error: NodeJS.ErrnoException) => `cannot be started (${error.code ?? error.message})`)
  if (typeof output === 'string') return output
  verdicts.attach(output)
  const cancelWatch = watchSilence(output, periodMs, verdicts.lastLineMs, deps.clock, (silentMs) => {
    ended.resolve(`silent for ${Math.round(silentMs)} ms`)
  })
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

/** Turns one fping's output into verdicts. */
function createVerdicts(echoes: readonly Echo[], { clock, sink }: EngineDeps) {
  const { lostAfterMs } = echoes[0]!
  const heartbeat = isIPv6(echoes[0]!.address) ? '::1' : '127.0.0.1'
  const index = new Map(echoes.map((echo, at) => [echo.address, at]))
  const notes = new Map<string, string>()
  const rounds = createRounds(echoes.length)
  let lastLineMs = clock.monotonic()
  let lastWords = ''
  let output: Output | undefined
  let closed = false
  let round = -1
  const timers = new Set<() => void>()

  const later = (ms: number, call: () => void) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      call()
    })
    timers.add(cancel)
  }
  const lineOf = (address: string, seq: number) => {
    if (address === heartbeat && seq > round) {
      round = seq
      later(lostAfterMs + SLACK_MS, () => judge(seq))
    }
    return index.get(address)
  }
  const judge = (seq: number): void => {
    if (closed || !output || rounds.missing(seq).length === 0) return
    if (!output.isIdle()) {
      later(RETRY_MS, () => judge(seq))
      return
    }
    output.drain()
    for (const { target, seq: each } of rounds.missing(seq))
      if (rounds.settle(target, each)) sink.lost(echoes[target]!, 'unreachable', 'this machine has no way there')
  }
  const reader = createFpingReader({
    answered(address, seq, rttMs) {
      const target = lineOf(address, seq)
      if (target === undefined || !rounds.settle(target, seq)) return
      if (notes.size > 0) notes.delete(address)
      sink.answered(echoes[target]!, rttMs)
    },
    timedOut(address, seq) {
      const target = lineOf(address, seq)
      if (target === undefined || !rounds.settle(target, seq)) return
      const note = notes.get(address)
      notes.delete(address)
      sink.lost(echoes[target]!, note ? 'unreachable' : 'timeout', note)
    },
    refused: (address, note) =>
      void (index.has(address) && /unreachable|exceeded|filtered/i.test(note) && notes.set(address, note)),
    other(line) {
      lastWords = line
    },
  })
  return {
    attach(started: Output) {
      output = started
    },
    take(bytes: Buffer) {
      lastLineMs = clock.monotonic()
      if (!closed) reader.push(bytes)
    },
    lastLineMs: () => lastLineMs,
    lastWords: () => lastWords,
    close() {
      closed = true
      for (const cancel of timers) cancel()
    },
  }
}
