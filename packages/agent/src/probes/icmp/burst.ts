import type { Clock } from '@vonggac/model'
import type { Echo, EchoEngine, EchoSink } from './engine.ts'

/** Bursts that are asked for within this time share one engine, so that `agent --once` starts one fping and not a thousand, ms. */
const GATHER_MS = 20

interface Burst {
  readonly echo: Echo
  readonly sink: EchoSink
  left: number
  readonly done: PromiseWithResolvers<void>
}

/** Sends a number of packets once, apart from what is being watched. */
export interface Bursts {
  /** Resolves when `packets` have their verdict in `sink`; rejects with `signal.reason`. */
  send(echo: Echo, packets: number, sink: EchoSink, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is left running. */
  close(): Promise<void>
}

/** `start` makes an engine for a batch of bursts; it is closed with the last of them. */
export function createBursts(start: (sink: EchoSink) => Promise<EchoEngine>, clock: Clock): Bursts {
  const running = new Set<Promise<void>>()
  let gathering: Burst[] | undefined

  const gather = (): Burst[] => {
    const batch: Burst[] = []
    const whole = clock
      .sleep(GATHER_MS)
      .then(() => {
        gathering = undefined
        return runBatch(batch, start)
      })
      .catch((error: unknown) => {
        for (const burst of batch) burst.done.reject(error)
      })
      .finally(() => running.delete(whole))
    running.add(whole)
    return batch
  }

  return {
    async send(echo, packets, sink, signal) {
      signal.throwIfAborted()
      const burst: Burst = { echo, sink, left: packets, done: Promise.withResolvers<void>() }
      const stop = () => burst.done.reject(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      gathering ??= gather()
      gathering.push(burst)
      try {
        await burst.done.promise
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    async close() {
      await Promise.all(running)
    },
  }
}

async function runBatch(batch: readonly Burst[], start: (sink: EchoSink) => Promise<EchoEngine>) {
  const byKey = Map.groupBy(batch, (burst) => burst.echo.key)
  const each = (echo: Echo, tell: (sink: EchoSink) => void) => {
    for (const burst of byKey.get(echo.key) ?? []) {
      if (burst.left === 0) continue
      tell(burst.sink)
      burst.left -= 1
      if (burst.left === 0) burst.done.resolve()
    }
  }
  const engine = await start({
    answered: (echo, rttMs, packet) => each(echo, (sink) => sink.answered(echo, rttMs, packet)),
    lost: (echo, loss) => each(echo, (sink) => sink.lost(echo, loss)),
    // These are no verdicts: they belong to packets that have theirs.
    late(echo, packet) {
      for (const burst of byKey.get(echo.key) ?? []) if (burst.left > 0) burst.sink.late(echo, packet)
    },
    duplicate(echo) {
      for (const burst of byKey.get(echo.key) ?? []) if (burst.left > 0) burst.sink.duplicate(echo)
    },
  })
  try {
    await engine.watch([...byKey.values()].map((same) => same[0]!.echo))
    await Promise.allSettled(batch.map((burst) => burst.done.promise))
  } finally {
    await engine.close()
  }
}
