import type { Socket } from 'node:net'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { quoted } from '../probes/quoted.ts'
import { createListeners, type Flow, localOf } from './flow.ts'
import { SipSyntaxError } from './message.ts'
import { createSipStreamReader } from './stream-reader.ts'

/** Bytes of an answer that is no SIP that are kept to be shown. */
const SAMPLE_BYTES = 60

/** A flow over a connection that stands, with TLS or without. Closing it destroys the socket. */
export function streamFlow(socket: Socket, transport: 'tcp' | 'tls', clock: Clock): Flow {
  const listeners = createListeners()
  const reader = createSipStreamReader()
  let broken = false
  const local = localOf(socket)
  const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
  socket.on('data', (chunk: Buffer) => {
    if (broken) return
    const at = clock.monotonic()
    try {
      for (const message of reader.push(chunk)) listeners.message(message, at)
    } catch (error) {
      if (!(error instanceof SipSyntaxError)) throw error
      // Nothing that follows can be told from what went before.
      broken = true
      const sample = reader.begun(SAMPLE_BYTES)
      listeners.garbage(sample, error.message)
      const why = `${error.message} (${quoted(sample)})`
      listeners.failed(new ProbeFailure('protocol', `what answers there does not speak SIP: ${why}`))
    }
  })
  const closed = () => listeners.failed(new ProbeFailure('reset', 'the server closed the connection'))
  socket.on('error', listeners.failed)
  socket.on('end', closed)
  socket.on('close', closed)
  return {
    transport,
    local,
    remote,
    send: (message) => void (socket.writable && socket.write(message)),
    listen: listeners.listen,
    close: () => void socket.destroy(),
  }
}
