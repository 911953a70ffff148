import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { EventEmitter } from 'node:events'

type Family = 'udp4' | 'udp6'
type Sent = (error: Error | null, bytes?: number) => void

/**
 * One UDP socket per address family for all sessions, in the shape that net-snmp takes for `node:dgram`.
 * A session is handed only what comes from the very address and port it asks, which net-snmp itself does not check.
 * The caller owns it: `close` ends the sockets that are open.
 */
export class SharedSockets {
  readonly #sockets = new Map<Family, Socket>()
  readonly #ports = new Map<string, Set<PeerSocket>>()
  readonly #busy = new Map<Family, Set<PeerSocket>>()

  /**
   * The `dgramModule` of the session with one peer, and the size of the last answer it got, bytes.
   * `unreadable` is called for a datagram that net-snmp fell over: it has then forgotten the request.
   */
  peer(
    address: string,
    port: number,
    unreadable: () => void,
  ): { createSocket(family: Family): PeerSocket; lastBytes(): number } {
    let socket: PeerSocket | undefined
    return {
      createSocket: (family) => {
        socket = new PeerSocket(family, keyOf(address, port), unreadable, this)
        const all = this.#ports.get(socket.key)
        if (all) all.add(socket)
        else this.#ports.set(socket.key, new Set([socket]))
        return socket
      },
      lastBytes: () => socket?.lastBytes ?? 0,
    }
  }

  /** Sends a datagram of one of the sessions. */
  send(from: PeerSocket, bytes: Uint8Array, port: number, address: string, sent: Sent): void {
    this.#socket(from.family).send(bytes, port, address, sent)
  }

  /** A session waits for an answer, or no longer does: only then may the socket keep the process alive. */
  setBusy(peer: PeerSocket, busy: boolean): void {
    const all = this.#busy.get(peer.family) ?? new Set()
    this.#busy.set(peer.family, all)
    if (busy) all.add(peer)
    else all.delete(peer)
    const socket = this.#sockets.get(peer.family)
    if (all.size > 0) socket?.ref()
    else socket?.unref()
  }

  /** Takes a session's socket out. */
  remove(peer: PeerSocket): void {
    this.setBusy(peer, false)
    const all = this.#ports.get(peer.key)
    all?.delete(peer)
    if (all?.size === 0) this.#ports.delete(peer.key)
  }

  /** Ends the sockets. Idempotent. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
  }

  #socket(family: Family): Socket {
    const open = this.#sockets.get(family)
    if (open) return open
    const socket = createSocket(family)
    socket.on('message', (bytes, from) => this.#receive(bytes, from))
    // A broken socket is replaced at the next request; those under way end by their time limit.
    socket.on('error', () => {
      if (this.#sockets.get(family) === socket) this.#sockets.delete(family)
      socket.close()
    })
    if ((this.#busy.get(family)?.size ?? 0) === 0) socket.unref()
    this.#sockets.set(family, socket)
    return socket
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    for (const peer of this.#ports.get(keyOf(from.address, from.port)) ?? []) {
      peer.lastBytes = bytes.length
      try {
        peer.emit('message', bytes, from)
      } catch {
        // An exception in here would end the process: a well-formed SNMPv2c Report does it.
        peer.unreadable()
      }
    }
  }
}

/** What a session takes for its socket: the part of `dgram.Socket` that net-snmp uses. */
export class PeerSocket extends EventEmitter {
  readonly family: Family
  readonly key: string
  readonly unreadable: () => void
  lastBytes = 0
  readonly #shared: SharedSockets
  #open = true

  constructor(family: Family, key: string, unreadable: () => void, shared: SharedSockets) {
    super()
    this.family = family
    this.key = key
    this.unreadable = unreadable
    this.#shared = shared
  }

  send(bytes: Uint8Array, offset: number, length: number, port: number, address: string, sent: Sent): void {
    if (this.#open) this.#shared.send(this, bytes.subarray(offset, offset + length), port, address, sent)
    else queueMicrotask(() => sent(new Error('the session is closed')))
  }

  ref(): this {
    this.#shared.setBusy(this, true)
    return this
  }

  unref(): this {
    this.#shared.setBusy(this, false)
    return this
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#shared.remove(this)
    this.emit('close')
  }
}

/** Link-local IPv6 senders carry their zone; an address is written in more than one way only there. */
const keyOf = (address: string, port: number) => `${address}|${port}`
