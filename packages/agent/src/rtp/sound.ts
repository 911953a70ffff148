import { randomBytes, randomInt } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { type Clock, ProbeFailure } from '@vonggac/model'
import type { LoopLag } from '../stamp/loop-lag.ts'
import { boundSocket } from '../stamp/socket.ts'
import { FRAME_MS, FRAME_SAMPLES, markedFrame, markedIndex, readRtp, writeRtp } from './packet.ts'
import type { Arrival } from './reception.ts'

/** Packets that are kept at most: three times those of the longest call at the shortest packet time in use, 10 ms. */
const MAX_ARRIVALS = 10_000
/** Tries for a port that the system does not give to somebody else just then. */
const PORT_TRIES = 20
/** Packets sent at once to catch up, at most. */
const MAX_BURST = 8
/** A packet may leave this much before its time, ms: timers are whole milliseconds. */
const EARLY_MS = 0.5
/** The last of our sound is waited for this long, ms: what takes longer is no conversation. */
const TAIL_MS = 500

/** Where sound goes. */
export interface SoundTarget {
  readonly address: string
  readonly port: number
  /** What the other side calls PCMU; 0 unless it says otherwise. */
  readonly payloadType: number
}

/** What came of sending and listening. */
export interface Sound {
  /** When each frame was sent, monotonic ms. */
  readonly sentMs: readonly number[]
  readonly arrivals: readonly Arrival[]
  /** Datagrams that are no sound of PCMU. */
  readonly other: number
  readonly lagMs: number
}

/** One end of a stream of sound. Disposing closes its socket. */
export interface SoundPort extends Disposable {
  readonly port: number
  /**
   * Sends a frame each 20 ms and notes what comes, until `durationMs` are over or `ended` fires, then waits for what is on its way.
   * Never rejects: at an abort it gives what there is.
   */
  run(target: SoundTarget, options: SoundOptions): Promise<Sound>
}

export interface SoundOptions {
  readonly durationMs: number
  readonly sound: 'silence' | 'tone'
  /** Ends the sound: the other side hung up, the deadline came. */
  readonly ended: AbortSignal
}

/** Opens a UDP socket on an even port (RFC 3550 section 11), or on `port`. Throws a `ProbeFailure('local')` where there is none. */
export async function openSoundPort(
  address: string,
  port: number | undefined,
  { clock, lag }: { readonly clock: Clock; readonly lag: LoopLag },
): Promise<SoundPort> {
  const socket = await evenSocket(address, port)
  // Errors of what was sent say nothing that silence does not say as well.
  socket.on('error', () => {})
  let open = true
  return {
    port: socket.address().port,
    run: (target, options) => exchangeSound(socket, target, { ...options, clock, lag }),
    [Symbol.dispose]() {
      if (!open) return
      open = false
      socket.close()
    },
  }
}

async function evenSocket(address: string, port: number | undefined): Promise<Socket> {
  try {
    if (port !== undefined) return await boundSocket(address, port)
    for (let tries = 1; ; tries++) {
      const socket = await boundSocket(address, 0)
      if (socket.address().port % 2 === 0 || tries === PORT_TRIES) return socket
      socket.close()
    }
  } catch (error) {
    const what = port === undefined ? 'no UDP port for the sound' : `UDP port ${port} for the sound is not free`
    throw new ProbeFailure('local', `${what} (${(error as Error).message})`, { cause: error })
  }
}

async function exchangeSound(
  socket: Socket,
  target: SoundTarget,
  options: SoundOptions & { readonly clock: Clock; readonly lag: LoopLag },
): Promise<Sound> {
  const { durationMs, sound, ended, clock, lag } = options
  using watch = lag.watch()
  const run = randomBytes(4).readUInt32BE()
  const sentMs: number[] = []
  const arrivals: Arrival[] = []
  let other = 0
  const heard = (bytes: Buffer) => {
    const at = clock.monotonic()
    const packet = readRtp(bytes)
    if (!packet || packet.payloadType !== target.payloadType) return void other++
    if (arrivals.length >= MAX_ARRIVALS) return
    const { ssrc, sequence, timestamp, payload } = packet
    arrivals.push({ ssrc, sequence, timestamp, at, tainted: lag.isBehind(at), index: markedIndex(payload, run) })
  }
  socket.on('message', heard)
  try {
    const send = createSender(socket, target, { run, sound, clock, sentMs })
    const frames = Math.round(durationMs / FRAME_MS)
    const start = clock.monotonic()
    while (sentMs.length < frames) {
      for (let n = 0; n < MAX_BURST && sentMs.length < frames; n++) {
        if (start + sentMs.length * FRAME_MS > clock.monotonic() + EARLY_MS) break
        send()
      }
      await clock.sleep(Math.max(1, start + sentMs.length * FRAME_MS - clock.monotonic()), ended)
    }
    await clock.sleep(TAIL_MS, ended)
  } catch (error) {
    if (!ended.aborted) throw error
  } finally {
    socket.off('message', heard)
  }
  return { sentMs, arrivals, other, lagMs: watch.worstMs }
}

/** Sends the next frame. */
function createSender(
  socket: Socket,
  { address, port, payloadType }: SoundTarget,
  state: { readonly run: number; readonly sound: 'silence' | 'tone'; readonly clock: Clock; readonly sentMs: number[] },
) {
  const ssrc = randomBytes(4).readUInt32BE()
  const firstTimestamp = randomBytes(4).readUInt32BE()
  const firstSequence = randomInt(0x8000)
  return () => {
    const index = state.sentMs.length
    const payload = markedFrame(state.run, index, state.sound)
    const timestamp = firstTimestamp + index * FRAME_SAMPLES
    const packet = { payloadType, sequence: firstSequence + index, timestamp, ssrc, payload }
    state.sentMs.push(state.clock.monotonic())
    socket.send(writeRtp(packet, index === 0), port, address, () => {})
  }
}
