import type { KeyObject } from 'node:crypto'
import type { RemoteInfo } from 'node:dgram'
import type { Clock } from '@vonggac/model'
import { plainAddress } from '../../network-list.ts'
import type { ClockQualityReader } from '../../stamp/clock-quality.ts'
import { reflect, refusalOf, ssidOf } from '../../stamp/packet.ts'
import { boundSocket } from '../../stamp/socket.ts'
import { createWallTime } from '../../stamp/wall-time.ts'
import type { PeerList } from './peer-list.ts'
import { RateLimit } from './rate-limit.ts'
import { SessionTable } from './session-table.ts'

export interface ReflectorOptions {
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  /** With a key, unsigned packets are refused. */
  readonly key: KeyObject | undefined
  /** What one peer may send. */
  readonly packetsPerSecond: number
}

export interface ReflectorDeps {
  readonly clock: Clock
  /** Disposed of with the reflector. */
  readonly peers: PeerList
  readonly quality: ClockQualityReader
  /** Told of the address of a packet that was not answered, since it is no peer's. */
  readonly onStranger: (address: string) => void
}

/** What came and what became of it, since the start. */
export interface ReflectorCounters {
  received: number
  reflected: number
  /** From an address that is no peer's. */
  denied: number
  /** More than the peer, or all of them together, may send. */
  limited: number
  /** Too short to be a test packet. */
  malformed: number
  /** Not signed, or with another key. */
  unsigned: number
  /** The system could not send the answer. */
  unsent: number
}

export interface Reflector extends AsyncDisposable {
  readonly port: number
  readonly counters: Readonly<ReflectorCounters>
  readonly sessions: number
  readonly peers: number
}

/** Of all peers together, packets per second: what one core answers with room to spare. */
const MOST_PER_SECOND = 20_000
/** Answers that the system could not send yet; beyond it they are dropped instead of kept. */
const MAX_QUEUED = 256
/** How often silent sessions are looked for, ms. */
const AGE_MS = 30_000
/** How often the clock's quality is asked for, ms. */
const QUALITY_MS = 60_000

/**
 * Answers STAMP test packets of known peers, counting each session (RFC 8762 §4.3). Rejects with the system's error when it cannot
 * listen. Disposing closes the socket.
 */
export async function startReflector(options: ReflectorOptions, deps: ReflectorDeps): Promise<Reflector> {
  const { clock, quality } = deps
  await using stack = new AsyncDisposableStack()
  stack.use(deps.peers)
  await quality.read()
  const socket = await boundSocket(options.address, options.port)
  stack.defer(() => void socket.close())
  const counters = { received: 0, reflected: 0, denied: 0, limited: 0, malformed: 0, unsigned: 0, unsent: 0 }
  const table = new SessionTable(options.packetsPerSecond)
  const answer = createAnswerer(options, { ...deps, counters, table })
  const sent = (error: Error | null) => {
    if (error) counters.unsent++
    else counters.reflected++
  }
  socket.on('message', (message, from) => {
    const reply = answer(message, from)
    if (!reply) return
    if (socket.getSendQueueCount() > MAX_QUEUED) counters.unsent++
    else socket.send(reply, from.port, from.address, sent)
  })
  // What the network says of an answer that did not arrive (a port closed meanwhile) changes nothing here.
  socket.on('error', () => {})
  stack.defer(every(clock, AGE_MS, () => table.age(clock.monotonic())))
  stack.defer(every(clock, QUALITY_MS, () => void quality.read()))
  const owned = stack.move()
  return {
    port: socket.address().port,
    counters,
    get sessions() {
      return table.sessions
    },
    get peers() {
      return table.peers
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What is to be answered to a packet, if anything; the time of its coming is taken first. Sources are checked before anything is read. */
function createAnswerer(
  { key }: ReflectorOptions,
  deps: ReflectorDeps & { readonly counters: ReflectorCounters; readonly table: SessionTable },
) {
  const { clock, peers, quality, counters, table, onStranger } = deps
  const wall = createWallTime(clock)
  const all = new RateLimit(MOST_PER_SECOND, clock.monotonic())
  return (message: Buffer, { address, port }: RemoteInfo): Buffer | undefined => {
    const now = clock.monotonic()
    counters.received++
    if (!peers.allows(address)) {
      counters.denied++
      onStranger(plainAddress(address))
      return
    }
    const peer = table.peer(address, now)
    if (!peer.limit.take(now) || !all.take(now)) return void counters.limited++
    const refusal = refusalOf(message, key)
    if (refusal) return void counters[refusal]++
    const sequence = table.count(peer, port, { ssid: ssidOf(message, key !== undefined), now })
    const offset = wall.offset()
    return reflect(
      message,
      { sequence, received: now + offset, error: quality.bits(), key },
      () => clock.monotonic() + offset,
    )
  }
}

/** Calls again and again. The returned function ends it. */
function every(clock: Clock, ms: number, call: () => void): () => void {
  let cancel = clock.after(ms, function again() {
    call()
    cancel = clock.after(ms, again)
  })
  return () => cancel()
}
