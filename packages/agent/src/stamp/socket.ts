import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'

/** Room for what arrives while this process is busy, bytes: half a second of a video stream. The kernel may give less. */
const BUFFER_BYTES = 1 << 20
/** RFC 5357 §4.1.2 wants the largest TTL, so that hops can be told from it. */
const TTL = 255

/** Sends addresses through as they are: a look-up would put off each packet to the next turn of the event loop. */
const asIs = (address: string, _: unknown, done: (error: null, address: string, family: number) => void) =>
  done(null, address, isIPv6(address) ? 6 : 4)

function newSocket(address: string): Socket {
  return createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', lookup: asIs as never })
}

/** A socket that speaks with one peer alone: ICMP errors reach it, and packets leave at once. The caller closes it. */
export async function connectedSocket(address: string, port: number): Promise<Socket> {
  const socket = newSocket(address)
  try {
    const connected = once(socket, 'connect')
    socket.connect(port, address)
    await connected
    tune(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** A socket that listens. Rejects with the system's error. The caller closes it. */
export async function boundSocket(address: string, port: number): Promise<Socket> {
  const socket = newSocket(address)
  try {
    // Asked for before: with an address that needs no looking up the event comes from within `bind`.
    const listening = once(socket, 'listening')
    socket.bind({ port, address, exclusive: true })
    await listening
    tune(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

function tune(socket: Socket) {
  socket.setTTL(TTL)
  socket.setRecvBufferSize(BUFFER_BYTES)
  socket.setSendBufferSize(BUFFER_BYTES)
}
