import type { Socket } from 'node:dgram'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Clock } from '@vonggac/model'

/** A question that is put in one datagram and answered in one. */
export interface Question<Answer> {
  /** An IP address. */
  readonly address: string
  readonly port: number
  /** What is sent; a function where the question names the address that it comes from. */
  readonly payload: Uint8Array | ((from: AddressInfo) => Uint8Array)
  /** How often it is sent, `waitMs` apart, before it counts as unanswered. */
  readonly tries: number
  readonly waitMs: number
  /** What a datagram of the asked server says; `undefined` for one that is no answer to this question. May throw a `ProbeFailure`. */
  readonly accept: (datagram: Buffer) => Answer | undefined
}

/** How a question went. `elapsedMs`: from the last sending on. */
export interface Exchange<Answer> {
  /** `undefined`: silence. */
  readonly answer: Answer | undefined
  readonly elapsedMs: number
  /** How often it was sent. */
  readonly sent: number
  /** Datagrams of the asked server that were no answer to this question. */
  readonly strays: number
}

interface Deps {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Sends a datagram and waits for its answer, from a port that the kernel chooses at random (RFC 6056). The socket is connected: the kernel drops what others
 * send, and an ICMP "port unreachable" comes back as ECONNREFUSED. Rejects with the system's error, with what `accept`
 * throws, or with `signal.reason`; the socket is closed in every case.
 */
export async function exchange<Answer>(question: Question<Answer>, deps: Deps): Promise<Exchange<Answer>> {
  const { createSocket } = await import('node:dgram')
  deps.signal.throwIfAborted()
  const socket = createSocket(isIPv6(question.address) ? 'udp6' : 'udp4')
  let hush = () => {}
  let stop = () => {}
  try {
    return await new Promise<Exchange<Answer>>((resolve, reject) => {
      socket.on('error', reject)
      stop = () => reject(deps.signal.reason)
      if (deps.signal.aborted) return stop()
      deps.signal.addEventListener('abort', stop, { once: true })
      socket.connect(question.port, question.address, () => {
        hush = converse(socket, question, deps.clock, { finish: resolve, reject })
      })
    })
  } finally {
    hush()
    deps.signal.removeEventListener('abort', stop)
    socket.removeAllListeners()
    // An ICMP error may come after the verdict: an unheard `error` would end the process.
    socket.on('error', () => {})
    socket.close()
  }
}

interface Ends<Answer> {
  readonly finish: (outcome: Exchange<Answer>) => void
  readonly reject: (error: unknown) => void
}

/** Sends, and sends again, until something has come of it. The function that is returned ends that; it is called in any case. */
function converse<Answer>(
  socket: Socket,
  { payload, tries, waitMs, accept }: Question<Answer>,
  clock: Clock,
  { finish, reject }: Ends<Answer>,
): () => void {
  const datagram = typeof payload === 'function' ? payload(socket.address()) : payload
  let cancel = () => {}
  let over = false
  let sent = 0
  let sentMs = 0
  let strays = 0
  const end = (answer: Answer | undefined, endMs: number) => finish({ answer, elapsedMs: endMs - sentMs, sent, strays })
  const send = () => {
    if (over) return
    sentMs = clock.monotonic()
    if (sent >= tries) return end(undefined, sentMs)
    sent++
    cancel = clock.after(waitMs, send)
    socket.send(datagram, (error) => void (error && reject(error)))
  }
  socket.on('message', (datagram) => {
    const heardMs = clock.monotonic()
    try {
      const answer = accept(datagram)
      if (answer === undefined) strays++
      else end(answer, heardMs)
    } catch (error) {
      reject(error)
    }
  })
  send()
  return () => {
    over = true
    cancel()
  }
}
