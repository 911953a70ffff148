import { Worker } from 'node:worker_threads'
import type { Exchange, ExchangeAnswer, exchange } from '@vonggac/alerting'
import type { CourierAnswer, CourierTask } from './courier-worker.ts'

/** Memory of the thread, MiB: requests of a storm and their answers, many times over. */
const MEMORY_MIB = 64

/** Who waits for the answer to a request. */
interface Waiting {
  readonly resolve: (answer: ExchangeAnswer) => void
  readonly reject: (error: unknown) => void
  readonly underWay: Exchange['underWay']
}

/** Sends messages over HTTP from a thread of its own. */
export interface Courier extends AsyncDisposable {
  readonly exchange: typeof exchange
  /**
   * Resolves when requests go out at once, or the thread has failed to start. What is sent before lies in the thread's way: somebody may
   * acknowledge meanwhile, and be told nevertheless.
   */
  readonly ready: Promise<void>
}

/**
 * Makes HTTP requests in a thread that does nothing else, and notes there what is under way and what was taken over (`Exchange.receipt`)
 * in the file at `receipts` the moment that happens. Here, an answer would lie unread while the journal or the database waits for its disk, tens of
 * milliseconds, and a crash in that time would send the message again. A thread that died is replaced at the next request; what it
 * had begun is rejected. The caller owns it.
 */
export function startCourier(receipts: string): Courier {
  let worker: Worker | undefined
  let last = 0
  const ready = Promise.withResolvers<void>()
  const waiting = new Map<number, Waiting>()

  const fail = (gone: Worker, why: Error) => {
    if (worker === gone) worker = undefined
    ready.resolve()
    for (const { reject } of waiting.values()) reject(why)
    waiting.clear()
  }
  const thread = () => {
    if (worker) return worker
    const begun = new Worker(new URL('./courier-worker.ts', import.meta.url), {
      workerData: receipts,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    })
    begun.on('message', (said: CourierAnswer) => {
      if ('ready' in said) return ready.resolve()
      const one = waiting.get(said.id)
      if ('underWay' in said) return one?.underWay?.()
      waiting.delete(said.id)
      if ('answer' in said) one?.resolve(said.answer)
      else one?.reject(Object.assign(new Error(said.error.message), said.error))
    })
    begun.on('error', (error) => fail(begun, error))
    begun.on('exit', () => fail(begun, new Error('the thread that sends messages has ended')))
    worker = begun
    return begun
  }
  // At once, so that its start delays no message.
  thread()
  return {
    ready: ready.promise,
    async exchange({ signal, url, underWay, ...rest }: Exchange) {
      signal.throwIfAborted()
      const id = ++last
      const answered = Promise.withResolvers<ExchangeAnswer>()
      const stop = () => {
        waiting.delete(id)
        thread().postMessage({ id, stop: true } satisfies CourierTask)
        answered.reject(signal.reason)
      }
      waiting.set(id, { ...answered, underWay })
      signal.addEventListener('abort', stop, { once: true })
      thread().postMessage({ id, request: { ...rest, url: url.href } } satisfies CourierTask)
      return await answered.promise.finally(() => signal.removeEventListener('abort', stop))
    },
    async [Symbol.asyncDispose]() {
      await worker?.terminate()
    },
  }
}
