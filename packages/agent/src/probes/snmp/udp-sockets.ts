import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6, SocketAddress } from 'node:net'

export type Family = 'udp4' | 'udp6'

/** Receive buffer asked for, bytes; Linux gives what net.core.rmem_max allows. */
const RECEIVE_BYTES = 4_194_304
/** Memory that Linux accounts for a full frame in a receive buffer, and as much again to spare, bytes. */
const ACCOUNTED_BYTES = 4_608
/** Answers that any buffer holds, and the most that are ever expected at once. */
const MIN_ANSWERS = 16
const MAX_ANSWERS = 512

/** One UDP socket per address family, opened when it is first sent from. The caller owns it. */
export class UdpSockets {
  readonly #sockets = new Map<Family, Socket>()
  readonly #receive: (bytes: Buffer, from: RemoteInfo) => void
  #busy = false
  /** Answers of full size that a receive buffer holds at once. */
  capacity = MIN_ANSWERS

  constructor(receive: (bytes: Buffer, from: RemoteInfo) => void) {
    this.#receive = receive
  }

  send(
    family: Family,
    to: { address: string; port: number },
    bytes: Buffer,
    sent: (error: Error | null) => void,
  ): void {
    this.#socket(family).send(bytes, to.port, to.address, sent)
  }

  /** Whether an answer is waited for: only then may the sockets keep the process alive. */
  setBusy(busy: boolean): void {
    if (busy === this.#busy) return
    this.#busy = busy
    for (const socket of this.#sockets.values()) keepAlive(socket, busy)
  }

  /** Idempotent; sending opens them again. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
  }

  #socket(family: Family): Socket {
    const open = this.#sockets.get(family)
    if (open) return open
    // Addresses are resolved long before: the customary lookup would cost a turn of the event loop a datagram.
    const socket = createSocket({
      type: family,
      lookup: (host, _, done) => done(null, host, family === 'udp6' ? 6 : 4),
    })
    socket.on('message', this.#receive)
    // A broken socket is replaced at the next request; those under way end by their time limit.
    socket.on('error', () => {
      if (this.#sockets.get(family) === socket) this.#sockets.delete(family)
      socket.close()
    })
    socket.once('listening', () => {
      this.capacity = enlarged(socket)
    })
    socket.bind()
    keepAlive(socket, this.#busy)
    this.#sockets.set(family, socket)
    return socket
  }
}

const keepAlive = (socket: Socket, busy: boolean) => (busy ? socket.ref() : socket.unref())

/** Makes room for as many answers as the system grants; gives how many that are. */
function enlarged(socket: Socket): number {
  try {
    socket.setRecvBufferSize(RECEIVE_BYTES)
  } catch {
    // What there is will do: fewer questions are then asked at once.
  }
  return Math.max(MIN_ANSWERS, Math.min(MAX_ANSWERS, Math.floor(socket.getRecvBufferSize() / ACCOUNTED_BYTES)))
}

/** An address as `RemoteInfo` spells it, so that the two can be compared. */
export function canonicalAddress(address: string): string {
  if (!isIPv6(address)) return address
  const [bare, zone] = address.split('%')
  const plain = new SocketAddress({ address: bare!, family: 'ipv6' }).address
  return zone === undefined ? plain : `${plain}%${zone}`
}
