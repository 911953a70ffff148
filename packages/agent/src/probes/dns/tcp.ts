import { Socket } from 'node:net'
import { type Clock, ProbeFailure } from '@vonggac/model'

/** Two bytes of length stand before a message (RFC 1035, section 4.2.2). */
const PREFIX_BYTES = 2

/**
 * Sends a query on a connection of its own and reads one message. Rejects with a `ProbeFailure`, the system's error, or
 * `signal.reason`; the connection is closed in every case. No more is kept than the longest message, 64 KiB, and one reading.
 */
export function askByTcp(
  { address, port }: { readonly address: string; readonly port: number },
  query: Buffer,
  waitMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<{ message: Buffer; elapsedMs: number }> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const startedMs = clock.monotonic()
    const socket = new Socket()
    let received: Buffer = Buffer.alloc(0)
    const end = (settle: () => void) => {
      cancel()
      signal.removeEventListener('abort', stop)
      socket.destroy()
      settle()
    }
    const fail = (error: unknown) => end(() => reject(error))
    const stop = () => fail(signal.reason)
    const cancel = clock.after(waitMs, () => fail(new ProbeFailure('timeout', 'no answer by TCP')))
    signal.addEventListener('abort', stop, { once: true })
    socket.on('error', fail)
    socket.on('end', () => fail(new ProbeFailure('reset', 'the connection was closed before the answer was complete')))
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      const message = messageOf(received)
      if (message) end(() => resolve({ message, elapsedMs: clock.monotonic() - startedMs }))
    })
    socket.connect({ host: address, port, autoSelectFamily: false }, () => {
      const prefix = Buffer.alloc(PREFIX_BYTES)
      prefix.writeUInt16BE(query.length)
      socket.write(Buffer.concat([prefix, query]))
    })
  })
}

/** The first message, once it is there as a whole. */
export function messageOf(received: Buffer): Buffer | undefined {
  if (received.length < PREFIX_BYTES) return undefined
  const length = received.readUInt16BE(0)
  return received.length < PREFIX_BYTES + length ? undefined : received.subarray(PREFIX_BYTES, PREFIX_BYTES + length)
}
