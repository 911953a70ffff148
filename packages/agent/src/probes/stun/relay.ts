import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { ProbeFailure } from '@vonggac/model'
import { readXorAddress, type TransportAddress, xorAddress } from './attributes.ts'
import type { Channel } from './channel.ts'
import type { Conversation } from './conversation.ts'
import { attribute, attributeOf, decodeMessage, encodeMessage, ID_BYTES, method } from './message.ts'
import { refusalOf } from './refusal.ts'
import type { TransactionDeps } from './transaction.ts'

/** Between two packets, ms: what speech sends. */
const GAP_MS = 20
/** A packet that has not come back after this long is lost, ms. */
const LOST_AFTER_MS = 1_000
/** Bytes that say which run a packet is of; its number stands behind them. */
const RUN_BYTES = 12

/** What became of packets sent through a relay. */
export interface Relayed {
  readonly sent: number
  /** Round trips of those that came back, ms. */
  readonly rttsMs: readonly number[]
}

interface Parts {
  readonly channel: Channel
  readonly conversation: Conversation
  readonly relayed: TransportAddress
  /** As the server sees us: our second socket has the same address, unless it goes another way. */
  readonly mapped: TransportAddress | undefined
  readonly packets: number
}

/**
 * Sends packets from a second socket to the relay, which hands them to our first; from there each goes back through the relay to the
 * second. Rejects with a `ProbeFailure`, the system's error, or `signal.reason`; the socket is closed in every case.
 */
export async function sendThroughRelay(parts: Parts, deps: TransactionDeps): Promise<Relayed> {
  const { channel, relayed } = parts
  const peer = await openPeer(relayed, deps.signal)
  const hush = channel.listen({ message: (bytes) => sendBack(bytes, channel), failed: () => {} })
  try {
    await permit(peer, parts, deps)
    deps.progress.doing = 'sending packets through the relay'
    return await roundTrips(peer, parts.packets, deps)
  } finally {
    hush()
    peer.removeAllListeners().on('error', () => {})
    peer.close()
  }
}

/** Has the server let our second socket through; permissions are for addresses, whatever the port (RFC 8656 section 9). */
async function permit(peer: Socket, { conversation, relayed, mapped }: Parts, deps: TransactionDeps): Promise<void> {
  const peers = new Set([peer.address().address, ...(mapped ? [mapped.address] : [])])
  const ofOneFamily = [...peers].filter((address) => isIPv6(address) === isIPv6(relayed.address))
  const { answer } = await conversation.request(
    'createPermission',
    (id) =>
      ofOneFamily.map((address) => ({ type: attribute.xorPeerAddress, value: xorAddress({ address, port: 0 }, id) })),
    deps,
  )
  if (answer.class !== 'error') return
  const { error, detail } = refusalOf(answer, 'CreatePermission')
  throw new ProbeFailure(error, detail)
}

async function roundTrips(peer: Socket, packets: number, { clock, signal }: TransactionDeps): Promise<Relayed> {
  const run = randomBytes(RUN_BYTES)
  const sentMs = new Map<number, number>()
  const rttsMs: number[] = []
  const allBack = new AbortController()
  peer.on('message', (packet) => {
    if (packet.length !== RUN_BYTES + 4 || !packet.subarray(0, RUN_BYTES).equals(run)) return
    const number = packet.readUInt32BE(RUN_BYTES)
    const startMs = sentMs.get(number)
    if (startMs === undefined) return
    // A copy is no second answer.
    sentMs.delete(number)
    rttsMs.push(clock.monotonic() - startMs)
    if (rttsMs.length === packets) allBack.abort()
  })
  for (let number = 0; number < packets; number++) {
    if (number > 0) await clock.sleep(GAP_MS, signal)
    const packet = Buffer.concat([run, Buffer.alloc(4)])
    packet.writeUInt32BE(number, RUN_BYTES)
    sentMs.set(number, clock.monotonic())
    // What the kernel says of one packet is told by its not coming back.
    peer.send(packet, () => {})
  }
  await clock.sleep(LOST_AFTER_MS, AbortSignal.any([signal, allBack.signal])).catch(() => signal.throwIfAborted())
  return { sent: packets, rttsMs }
}

/** What a relay hands over (Data indication) goes back where it came from (Send indication; RFC 8656 section 11). */
function sendBack(bytes: Buffer, channel: Channel) {
  const message = decodeMessage(bytes)
  if (message?.class !== 'indication' || message.method !== method.data) return
  const data = attributeOf(message, attribute.data)
  const hidden = attributeOf(message, attribute.xorPeerAddress)
  const from = hidden && readXorAddress(hidden, message.id)
  if (!data || !from) return
  const id = randomBytes(ID_BYTES)
  channel.send(
    encodeMessage('indication', method.send, id, [
      { type: attribute.xorPeerAddress, value: xorAddress(from, id) },
      { type: attribute.data, value: data },
    ]),
  )
}

async function openPeer({ address, port }: TransportAddress, signal: AbortSignal): Promise<Socket> {
  const { createSocket } = await import('node:dgram')
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  try {
    const connected = once(socket, 'connect', { signal })
    socket.connect(port, address)
    await connected
    socket.on('error', () => {})
    return socket
  } catch (error) {
    socket.on('error', () => {})
    socket.close()
    throw signal.aborted ? signal.reason : error
  }
}
