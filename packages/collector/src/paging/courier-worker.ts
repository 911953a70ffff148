import { once } from 'node:events'
import { openSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { type Exchange, type ExchangeAnswer, exchange } from '@vonggac/alerting/exchange'
import { systemClock } from '@vonggac/model'
import { type Receipt, receiptLine } from '../state/receipts.ts'

/** What the thread is asked to do: a request, or to give one up. */
export type CourierTask =
  | { readonly id: number; readonly request: CourierRequest }
  | { readonly id: number; readonly stop: true }

type CourierRequest = Omit<Exchange, 'signal' | 'url' | 'underWay'> & { readonly url: string }

/** What became of a request. A copy of an error between threads would lose `code`, which tells what passes from what does not. */
export type CourierAnswer =
  | { readonly id: number; readonly answer: ExchangeAnswer }
  | { readonly id: number; readonly underWay: true }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string; readonly name: string } }
  | { readonly ready: true }

/** How often the way of a request is gone before it counts: the first ones compile what is on it. */
const REHEARSALS = 3

const file = openSync(workerData as string, 'a')
const underWay = new Map<number, AbortController>()
const say = (said: CourierAnswer) => parentPort?.postMessage(said)

parentPort?.on('message', (task: CourierTask) => {
  if ('stop' in task) return underWay.get(task.id)?.abort()
  const { id, request } = task
  const stopping = new AbortController()
  underWay.set(id, stopping)
  carry(request, stopping.signal, () => say({ id, underWay: true }))
    .then((answer) => say({ id, answer }))
    .catch(({ message, name, code }: NodeJS.ErrnoException) =>
      say({ id, error: { message, name, ...(code !== undefined && { code }) } }),
    )
    .finally(() => underWay.delete(id))
})

// Where nothing can be listened on, the first answer is read a little late.
void rehearse()
  .catch(() => undefined)
  .then(() => say({ ready: true }))

async function carry({ url, receipt, ...rest }: CourierRequest, signal: AbortSignal, underWay: () => void = () => {}) {
  const begin = () => {
    if (receipt) note(receipt, 'begun')
    underWay()
  }
  const answer = await exchange({ ...rest, url: new URL(url), signal, underWay: begin })
  if (receipt?.byStatus) note(receipt, answer.status >= 200 && answer.status < 300 ? undefined : 'closed')
  return answer
}

/**
 * Sends a few requests to nobody. The first request of a process reads its answer ten milliseconds late, because the code for that is
 * compiled then, and the first after a start during an outage is the one that counts.
 */
async function rehearse() {
  const server = createServer((_, response) => response.writeHead(204).end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const signal = AbortSignal.timeout(1_000)
  for (let turn = 0; turn < REHEARSALS; turn++)
    await carry({ method: 'POST', url, headers: {}, body: '{}', ca: undefined }, signal)
  server.close()
}

function note({ key, channel }: NonNullable<Exchange['receipt']>, what: Receipt['what']) {
  try {
    writeSync(file, receiptLine({ key, channel, at: systemClock.now(), ...(what && { what }) }))
  } catch {
    // A disk that is full: the main thread notes it as well, and says so.
  }
}
