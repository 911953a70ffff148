import type { Socket } from 'node:net'
import { type Clock, ProbeFailure } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import { connectTcp, newSocket, type Progress, type Resolver, waitOn } from '../connection.ts'
import { decodeQ931, Q931Error, type Q931Message } from './q931.ts'
import { portOf } from './reading.ts'
import { type Call, type CallAnswer, callAnswer, newCall, releaseMessage, setupMessage } from './signalling.ts'
import { createFrameReader, notH323 } from './tpkt.ts'

/** What was seen of a call so far; a run that fails in its middle tells of it as well. */
export interface CallRecord {
  connectMs?: number
  /** From SETUP to the first answer, ms. */
  responseMs?: number
  /** From SETUP to the answer that decided, ms. */
  replyMs?: number
  /** In the order in which they came. */
  readonly answers: CallAnswer[]
}

/** How long the other side has to close the connection after the release, ms. Nothing is lost when it does not: it has been told. */
const LINGER_MS = 500
/** Answers to one call. More is a peer that has lost its way. */
const MAX_MESSAGES = 64

interface Deps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly record: CallRecord
  /** Whether an answer ends the call, or a further one is waited for. */
  readonly isFinal: (answer: CallAnswer) => boolean
  /** What a further one would be, for people. */
  readonly awaited: string
}

/**
 * Calls, waits for the answer that counts, and hangs up: once SETUP has gone out, RELEASE COMPLETE follows in every case, unless
 * the other side has released the call itself. Rejects with `ProbeFailure`, the system's error, or `signal.reason`.
 */
export async function placeCall(config: H323Config, deps: Deps): Promise<CallAnswer> {
  const { clock, resolve, signal, progress, record } = deps
  progress.doing = 'resolving the name'
  const address = await resolve(config.host, config.family, signal)
  const socket = newSocket({ allowHalfOpen: true })
  const call = newCall()
  let inCall = false
  try {
    progress.doing = 'connecting'
    const startedMs = clock.monotonic()
    await connectTcp(socket, address, portOf(config), signal)
    record.connectMs = clock.monotonic() - startedMs
    signal.throwIfAborted()
    progress.doing = 'waiting for an answer to SETUP'
    socket.write(setupMessage(config, call, endsOf(socket, address, portOf(config))))
    inCall = true
    const answer = await conversation(socket, call, deps)
    inCall = answer.reply !== 'releaseComplete'
    return answer
  } finally {
    if (inCall && socket.writable) await hangUp(socket, call, clock)
    socket.destroy()
  }
}

const endsOf = (socket: Socket, address: string, port: number) => ({
  from: { address: socket.localAddress!, port: socket.localPort! },
  to: { address, port },
})

/** Reads answers up to the one that is final. */
function conversation(socket: Socket, call: Call, deps: Deps): Promise<CallAnswer> {
  const { clock, signal, record } = deps
  const sentMs = clock.monotonic()
  const frames = createFrameReader()
  let messages = 0
  return waitOn(socket, signal, (resolve, reject) => {
    const take = (frame: Buffer): boolean => {
      if (++messages > MAX_MESSAGES)
        throw new ProbeFailure('protocol', `more than ${MAX_MESSAGES} messages, and no end of them`)
      const answer = answerIn(frame, call)
      if (!answer) return false
      record.responseMs ??= clock.monotonic() - sentMs
      record.answers.push(answer)
      if (!deps.isFinal(answer)) {
        deps.progress.doing = `waiting for ${deps.awaited}; ${answer.reply} came`
        return false
      }
      record.replyMs = clock.monotonic() - sentMs
      resolve(answer)
      return true
    }
    const heard = (chunk: Buffer) => {
      try {
        frames.feed(chunk).some(take)
      } catch (error) {
        reject(error)
      }
    }
    const ended = () => reject(closedBy(record))
    socket.on('data', heard).on('end', ended)
    return () => socket.off('data', heard).off('end', ended)
  })
}

const closedBy = ({ answers }: CallRecord) =>
  new ProbeFailure(
    'reset',
    answers.length === 0
      ? 'the connection was closed without an answer to SETUP'
      : `the connection was closed after ${answers.at(-1)!.reply}, without a release`,
  )

/** A message of this call that answers it. */
function answerIn(frame: Buffer, call: Call): CallAnswer | undefined {
  const message = readable(frame)
  if (message.callReference !== call.reference || !isAnswer(message)) return undefined
  if (message.type === 'setup') throw new ProbeFailure('protocol', 'our own SETUP came back: an echo, and no endpoint')
  return callAnswer(message)
}

/** Told in passing, in any state of a call, and no answer to it. */
const ASIDES: ReadonlySet<Q931Message['type']> = new Set(['information', 'notify', 'statusEnquiry', undefined])

const isAnswer = (message: Q931Message): message is Q931Message & { readonly type: NonNullable<Q931Message['type']> } =>
  !ASIDES.has(message.type)

function readable(frame: Buffer): Q931Message {
  try {
    return decodeQ931(frame)
  } catch (error) {
    throw error instanceof Q931Error ? notH323(frame) : error
  }
}

/** Says that the call is over, and gives the other side a moment to hear it: closing with its answers unread would reset the connection. */
async function hangUp(socket: Socket, call: Call, clock: Clock): Promise<void> {
  await new Promise<void>((done) => {
    const cancel = clock.after(LINGER_MS, done)
    socket.once('close', () => {
      cancel()
      done()
    })
    socket.resume()
    socket.end(releaseMessage(call))
  })
}
