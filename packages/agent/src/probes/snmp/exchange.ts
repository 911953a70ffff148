import type { RemoteInfo } from 'node:dgram'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { BerError } from './ber.ts'
import { hasCommunity, pdu, type Response, readResponse } from './message.ts'
import { type Family, UdpSockets } from './udp-sockets.ts'

/** Whom a question goes to, and what its answer must carry. */
export interface Peer {
  /** As `canonicalAddress` spells it. */
  readonly address: string
  readonly port: number
  readonly family: Family
  readonly version: number
  readonly community: Uint8Array
  readonly requestTimeoutMs: number
  readonly tries: number
  /** Whether the next question is the first of a run: it waits behind those of runs that have begun. */
  isFresh: boolean
  /** How long the last answer took, ms: a device slower than its timeout is waited for longer next time. */
  answerMs: number
}

/** One request and what makes its answer a result. */
export interface Question<T> {
  readonly peer: Peer
  readonly encode: (id: number) => Buffer
  /** Throws `BerError` for an answer that is damaged: then the wait goes on. */
  readonly read: (response: Response) => T
}

/** What came that was no answer to anything asked, since the start. None of it changes anything. */
export interface Strays {
  /** No SNMP, or damaged. */
  garbage: number
  /** With an id that nobody waits for: late, double or invented. */
  unasked: number
  /** With the right id, but from another address or port. */
  foreign: number
  /** From the right device, with another community or version. */
  unlike: number
}

/** An answer that has not come by then comes alone: it no longer holds others back, ms. */
const BURST_MS = 250
/** How long an answer that came too late is still recognised, to learn how slow a device is, ms. */
const LATE_MS = 10_000
/** The longest that a slow device makes us wait for one try, ms. */
const MAX_PATIENCE_MS = 8_000
/** Request ids are of 31 bits, so that no agent takes one for negative. */
const ID_MASK = 0x7fff_ffff

interface Pending {
  readonly id: number
  readonly question: Question<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
  state: 'open' | 'over'
  bytes: Buffer | undefined
  tries: number
  sentAt: number
  /** Whether it counts among those whose answers may all come at once. */
  bursts: boolean
  garbage: boolean
  cancelTimer: () => void
}

/**
 * Asks all devices over one UDP socket per address family. An answer counts when it has the id of a request under way,
 * comes from the very address and port that was asked, and has the community; all else is counted and changes nothing.
 * No more answers are expected at once than the receive buffer holds. The caller owns it.
 */
export class Exchange {
  readonly strays: Strays = { garbage: 0, unasked: 0, foreign: 0, unlike: 0 }
  readonly #clock: Clock
  readonly #sockets = new UdpSockets((bytes, from) => this.#receive(bytes, from))
  readonly #pending = new Map<number, Pending>()
  /** Runs that have begun come first: each holds what it has read, so that few are under way at once whatever is due. */
  readonly #queues = { begun: new Set<Pending>(), fresh: new Set<Pending>() }
  #lastId = Math.floor(Math.random() * ID_MASK)
  #expected = 0
  #open = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Asks, again where nothing comes. `cancel` ends the wait with an error of the caller's. */
  ask<T>(question: Question<T>): { answer: Promise<T>; cancel: (reason: Error) => void } {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const pending: Pending = {
      id: this.#freeId(),
      question,
      resolve,
      reject,
      state: 'open',
      bytes: undefined,
      tries: 0,
      sentAt: 0,
      bursts: false,
      garbage: false,
      cancelTimer: () => {},
    }
    this.#pending.set(pending.id, pending)
    this.#sockets.setBusy(++this.#open > 0)
    if (this.#expected < this.#sockets.capacity) this.#send(pending)
    else this.#queues[question.peer.isFresh ? 'fresh' : 'begun'].add(pending)
    question.peer.isFresh = false
    return {
      answer: promise,
      cancel: (reason) => this.#end(pending) && pending.reject(pending.tries > 0 ? reason : tooBusy()),
    }
  }

  /** Ends everything under way. Idempotent. */
  close(): void {
    for (const pending of [...this.#pending.values()]) {
      pending.cancelTimer()
      if (this.#end(pending)) pending.reject(new ProbeFailure('local', 'the agent stops'))
    }
    this.#pending.clear()
    this.#sockets.close()
  }

  #freeId(): number {
    do this.#lastId = (this.#lastId + 1) & ID_MASK
    while (this.#pending.has(this.#lastId))
    return this.#lastId
  }

  #send(pending: Pending): void {
    const { peer, encode } = pending.question
    pending.bytes ??= encode(pending.id)
    pending.tries++
    pending.sentAt ||= this.#clock.monotonic()
    if (!pending.bursts) this.#expected++
    pending.bursts = true
    const patienceMs = Math.max(peer.requestTimeoutMs, Math.min(MAX_PATIENCE_MS, peer.answerMs * 1.5))
    const burstMs = Math.min(BURST_MS, patienceMs)
    pending.cancelTimer = this.#clock.after(burstMs, () => {
      pending.cancelTimer = this.#clock.after(patienceMs - burstMs, () => this.#overdue(pending))
      this.#calm(pending)
    })
    this.#sockets.send(peer.family, peer, pending.bytes, (error) => {
      if (error && this.#end(pending)) pending.reject(error)
    })
  }

  #overdue(pending: Pending): void {
    if (pending.tries < pending.question.peer.tries) {
      this.#send(pending)
      return
    }
    this.#end(pending)
    pending.reject(
      pending.garbage
        ? new ProbeFailure('protocol', 'what answers is not SNMP, or damaged')
        : new ProbeFailure('timeout', 'no answer'),
    )
    this.#pending.set(pending.id, pending)
    pending.cancelTimer = this.#clock.after(LATE_MS, () => this.#pending.delete(pending.id))
  }

  /** Its answer is no longer one of those that may come at once: another question may be asked. */
  #calm(pending: Pending): void {
    if (!pending.bursts) return
    pending.bursts = false
    this.#expected--
    if (this.#expected >= this.#sockets.capacity) return
    for (const queue of [this.#queues.begun, this.#queues.fresh]) {
      const [next] = queue
      if (!next) continue
      queue.delete(next)
      this.#send(next)
      return
    }
  }

  /** Takes a question off the list, whatever became of it. False when it was over already. */
  #end(pending: Pending): boolean {
    if (pending.state === 'over') return false
    pending.state = 'over'
    this.#pending.delete(pending.id)
    pending.cancelTimer()
    this.#queues.begun.delete(pending)
    this.#queues.fresh.delete(pending)
    this.#calm(pending)
    this.#sockets.setBusy(--this.#open > 0)
    return true
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    const response = readable(bytes)
    const pending = response && this.#pending.get(response.id)
    if (response?.kind !== pdu.response) this.#garbage(from)
    else if (!pending) this.strays.unasked++
    else if (!isFrom(pending.question.peer, from)) this.strays.foreign++
    else this.#accept(pending, response)
  }

  #accept(pending: Pending, response: Response): void {
    const { peer, read } = pending.question
    if (response.version !== peer.version || !hasCommunity(response, peer.community)) {
      this.strays.unlike++
      return
    }
    peer.answerMs = this.#clock.monotonic() - pending.sentAt
    if (pending.state === 'over') {
      this.strays.unasked++
      return
    }
    try {
      const result = read(response)
      this.#end(pending)
      pending.resolve(result as never)
    } catch (error) {
      if (error instanceof BerError) pending.garbage = true
      else if (this.#end(pending)) pending.reject(error as Error)
    }
  }

  /** Something unreadable: whoever waits for that device shall know in the end that it was not silent. */
  #garbage(from: RemoteInfo): void {
    this.strays.garbage++
    for (const pending of this.#pending.values()) if (isFrom(pending.question.peer, from)) pending.garbage = true
  }
}

/** A device that was never asked must not be called silent. */
const tooBusy = () =>
  new ProbeFailure('local', 'this agent has more to ask at once than it can: the device was not asked in time')

function readable(bytes: Buffer): Response | undefined {
  try {
    return readResponse(bytes)
  } catch (error) {
    if (error instanceof BerError) return undefined
    throw error
  }
}

const isFrom = (peer: Peer, from: RemoteInfo) => peer.port === from.port && peer.address === from.address
