import type { KeyObject } from 'node:crypto'
import type { Socket } from 'node:dgram'
import type { Clock } from '@vonggac/model'
import type { LoopLag } from '../../stamp/loop-lag.ts'
import { type Answer, blankAnswer, blankRequest, readAnswer, stampRequest } from '../../stamp/packet.ts'
import { createRecording, LATE, note, type Recording, SENT, TAINTED } from './recording.ts'

/** What is sent. */
export interface StreamShape {
  readonly packets: number
  readonly periodMs: number
  /** UDP payload, bytes. */
  readonly size: number
  /** A reply that takes longer than this is late; one that has not come by then is waited for no longer. */
  readonly lostAfterMs: number
}

export interface StreamDeps {
  readonly clock: Clock
  readonly lag: LoopLag
  readonly key: KeyObject | undefined
  /** The error estimate to send, as bits. */
  readonly errorBits: number
  /** What the monotonic clock lacks to be the wall clock, ms. */
  readonly wallOffset: number
  /** Tells this session from others of the same addresses. */
  readonly ssid: number
}

/** What came of a stream. */
export interface StreamOutcome {
  readonly recording: Recording
  /** The last answer that was believed. */
  readonly answer: Answer | undefined
  /** The system's errors by code, such as ECONNREFUSED. */
  readonly errors: ReadonlyMap<string, number>
  /** What came and is no answer of ours. */
  readonly unsigned: number
  readonly malformed: number
  /** How far this process was behind at worst, ms. */
  readonly lagMs: number
  /** Stopped by the deadline before it was over. */
  readonly cut: boolean
}

/** Closing packets at most, and their distance, ms: enough that all of them are lost only on a path that is dead. */
const CLOSING = 8
const CLOSING_GAP_MS = 150
/** Nothing heard for this long from the start, ms: nobody is there, and no more is sent at him. */
const GIVE_UP_MS = 3_000
/** As many refusals before anything was heard: nothing listens there. */
const REFUSALS = 3
/** Packets sent at once to catch up, at most: more would be a burst that the path never sees from real media. */
const MAX_BURST = 8
/** A packet may leave this much before its time, ms: timers are whole milliseconds, and so the error has no sign. */
const EARLY_MS = 0.5
/** Packets that the system could not send yet, at most; beyond it the machine's own interface is the bottleneck. */
const MAX_QUEUED = 64
/** The time comes back as it was sent; NTP's fraction and a double differ by less than this, ms. */
const ECHO_MS = 0.01

/**
 * Sends a stream of test packets over a connected socket and notes the replies. Resolves when all came or no more can; at the
 * deadline with what there is. Rejects only when the signal fires for another reason. The caller closes the socket.
 */
export function runStream(
  socket: Socket,
  shape: StreamShape,
  deps: StreamDeps & { readonly signal: AbortSignal },
): Promise<StreamOutcome> {
  const { clock, lag, signal } = deps
  const recording = createRecording(shape.packets, CLOSING)
  const watch = lag.watch()
  const sender = createSender(socket, recording, { ...deps, size: shape.size })
  const receiver = createReceiver(recording, { ...deps, lostAfterMs: shape.lostAfterMs })
  const phases = createPhases(recording, shape, { clock, errors: sender.errors, send: sender.send })

  return new Promise((resolve, reject) => {
    let cancel = () => {}
    const end = (cut: boolean) => {
      cancel()
      watch[Symbol.dispose]()
      signal.removeEventListener('abort', stop)
      socket.removeListener('message', received)
      socket.removeListener('error', sender.failed)
      // The system may still have something to say of what is on its way.
      socket.on('error', () => {})
      if (cut) forgetUndecided(recording, clock.monotonic() - shape.lostAfterMs)
      resolve({ recording, errors: sender.errors, ...receiver.outcome(), lagMs: watch.worstMs, cut })
    }
    const stop = () => {
      if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') reject(signal.reason)
      end(true)
    }
    const received = (message: Buffer) => {
      receiver.take(message)
      if (phases.isOver()) return end(false)
      if (!phases.isAllAnswered()) return
      cancel()
      step()
    }
    const step = () => {
      const waitMs = phases.step()
      if (waitMs === undefined) return end(false)
      cancel = clock.after(Math.max(1, waitMs), step)
    }
    socket.on('message', received)
    socket.on('error', sender.failed)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    step()
  })
}

/** Puts packets on the wire: one buffer for all of them, the time taken last. */
function createSender(
  socket: Socket,
  recording: Recording,
  { clock, key, errorBits, wallOffset, ssid, size }: StreamDeps & { readonly size: number },
) {
  const errors = new Map<string, number>()
  let packet = blankRequest(size, ssid, key !== undefined)
  /** The packets whose fate the system has not told yet: it tells them in order. */
  const underway: number[] = []
  const failed = (error: NodeJS.ErrnoException | null) => {
    if (error) errors.set(error.code ?? 'EIO', (errors.get(error.code ?? 'EIO') ?? 0) + 1)
  }
  const told = (error: Error | null) => {
    const sequence = underway.shift()
    failed(error)
    if (error && sequence !== undefined) recording.flags[sequence]! &= ~SENT
  }
  return {
    errors,
    failed,
    send(sequence: number) {
      const queued = socket.getSendQueueCount()
      if (queued > MAX_QUEUED) return failed(Object.assign(new Error('nothing more can be sent'), { code: 'ENOBUFS' }))
      // What the system has not sent yet it still reads from our buffer.
      if (queued > 0) packet = Buffer.from(packet)
      const now = clock.monotonic()
      recording.flags[sequence] = SENT
      recording.sent[sequence] = now
      stampRequest(packet, sequence, { timestamp: now + wallOffset, error: errorBits, key })
      underway.push(sequence)
      socket.send(packet, told)
    },
  }
}

/** Reads what comes back, the time of its coming first. */
function createReceiver(
  recording: Recording,
  { clock, lag, key, wallOffset, ssid, lostAfterMs }: StreamDeps & { readonly lostAfterMs: number },
) {
  const answer = blankAnswer()
  const refused = { unsigned: 0, malformed: 0 }
  return {
    take(message: Buffer) {
      const back = clock.monotonic()
      const refusal = readAnswer(message, key, answer)
      if (refusal) return void refused[refusal]++
      const { senderSequence: sequence, sequence: number, received: reached, sent: left } = answer
      const sent = recording.sent[sequence]
      const isOurs =
        sent !== undefined &&
        (answer.ssid === ssid || answer.ssid === 0) &&
        Math.abs(answer.senderTimestamp - sent - wallOffset) < ECHO_MS
      const flags = (lag.isBehind(back) ? TAINTED : 0) | (back - sent! > lostAfterMs ? LATE : 0)
      if (!isOurs || !note(recording, { sequence, number, reached, left, back, flags })) refused.malformed++
    },
    outcome: () => ({ ...refused, answer: recording.arrived > 0 ? answer : undefined }),
  }
}

/** The stream, the wait for what is on its way, and the closing packets, one after the other. */
function createPhases(
  recording: Recording,
  { packets, periodMs, lostAfterMs }: StreamShape,
  deps: { readonly clock: Clock; readonly errors: ReadonlyMap<string, number>; readonly send: (n: number) => void },
) {
  const { clock, errors, send } = deps
  const start = clock.monotonic()
  let next = 0
  let closing = 0
  const isHopeless = (now: number) =>
    recording.arrived === 0 && ((errors.get('ECONNREFUSED') ?? 0) >= REFUSALS || now - start > GIVE_UP_MS)

  /** Sends what is due. Gives the time until the next packet, ms; `undefined` when the stream is over. */
  const stream = (now: number): number | undefined => {
    for (let burst = 0; burst < MAX_BURST && next < packets; burst++) {
      if (start + next * periodMs > clock.monotonic() + EARLY_MS) break
      send(next++)
    }
    return next < packets ? start + next * periodMs - now : undefined
  }
  /** Waits for the last replies, then asks with closing packets. `undefined`: it is over. */
  const close = (now: number): number | undefined => {
    const waitMs = start + (packets - 1) * periodMs + lostAfterMs - now
    if (closing === 0 && recording.arrived < packets && waitMs > 0) return Math.min(waitMs, CLOSING_GAP_MS)
    if (recording.arrived === 0 || closing === CLOSING) return undefined
    send(packets + 1 + closing++)
    return closing === CLOSING ? lostAfterMs : CLOSING_GAP_MS
  }
  return {
    /** Does what is to be done now. Gives the time until there is more, ms; `undefined` when it is all over. */
    step(): number | undefined {
      const now = clock.monotonic()
      if (isHopeless(now)) return undefined
      return (next < packets ? stream(now) : undefined) ?? close(now)
    },
    /** The whole stream is answered, and nothing was asked yet that closes it. */
    isAllAnswered: () => next === packets && closing === 0 && recording.arrived === packets,
    /** A closing packet was answered: nothing more is to be learnt. */
    isOver: () => recording.arrivals[recording.arrived - 1]! > packets,
  }
}

/** At the deadline: packets that still may be answered are neither lost nor sent. */
function forgetUndecided(recording: Recording, before: number): void {
  for (let sequence = 0; sequence < recording.flags.length; sequence++) {
    const isOpen = recording.flags[sequence] === SENT && recording.sent[sequence]! > before
    if (isOpen) recording.flags[sequence] = 0
  }
}
