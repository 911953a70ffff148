import type { Clock } from '@vonggac/model'
import { connectedSocket } from '../stamp/socket.ts'
import { createListeners, type Flow } from './flow.ts'
import { parseDatagram, type SipMessage, SipSyntaxError } from './message.ts'

/** Bytes of a datagram that is no SIP that are kept to be shown. */
const SAMPLE_BYTES = 60

/**
 * A UDP flow. The socket is connected: the kernel drops what others send, and an ICMP "port unreachable" comes back as
 * ECONNREFUSED. Rejects with the system's error. The caller closes it.
 */
export async function openUdpFlow(address: string, port: number, clock: Clock): Promise<Flow> {
  const socket = await connectedSocket(address, port)
  const listeners = createListeners()
  let open = true
  socket.on('error', listeners.failed)
  socket.on('message', (datagram) => {
    const at = clock.monotonic()
    const message = read(datagram)
    if (message === undefined) return
    if ('why' in message) listeners.garbage(datagram.toString('latin1', 0, SAMPLE_BYTES), message.why)
    else listeners.message(message, at)
  })
  const { address: localAddress, port: localPort } = socket.address()
  return {
    transport: 'udp',
    local: { address: localAddress, port: localPort },
    remote: { address, port },
    send(message) {
      if (open) socket.send(message, (error) => void (error && listeners.failed(error)))
    },
    listen: listeners.listen,
    close() {
      if (!open) return
      open = false
      socket.removeAllListeners('message')
      // An ICMP error may come after the verdict: an unheard `error` would end the process.
      socket.on('error', () => {})
      socket.close()
    },
  }
}

/** `undefined` for the empty datagrams that keep ways through NAT open (RFC 5626 section 3.5). */
function read(datagram: Buffer): SipMessage | { readonly why: string } | undefined {
  if (datagram.every((byte) => byte === 13 || byte === 10 || byte === 0)) return undefined
  try {
    return parseDatagram(datagram)
  } catch (error) {
    if (error instanceof SipSyntaxError) return { why: error.message }
    throw error
  }
}
