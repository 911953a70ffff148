import type { Socket as UdpSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { ProbeFailure } from '@vonggac/model'
import { createGrowingBuffer } from '../growing-buffer.ts'
import { quoted } from '../quoted.ts'
import { HEADER_BYTES, MAGIC_COOKIE, MAX_MESSAGE_BYTES, messageLength } from './message.ts'

/** Who hears what comes from a server. */
export interface Listener {
  /** One whole message, or what looks like one. */
  message(bytes: Buffer): void
  /** Nothing more will come. */
  failed(error: unknown): void
}

/** A way to a server on which whole messages go and come. The caller disposes of it. */
export interface Channel extends Disposable {
  /** Whether the transport sees to it that messages arrive. */
  readonly isReliable: boolean
  send(bytes: Buffer): void
  /** Listens until the returned function is called. A failure that came before is told once more, soon. */
  listen(listener: Listener): () => void
}

/** Of what is no STUN, so much is shown, bytes. */
const SHOWN_BYTES = 60

/** Those who listen, and what they are told; a failure stays. */
function createListeners() {
  const listeners = new Set<Listener>()
  let failure: { readonly error: unknown } | undefined
  return {
    message(bytes: Buffer) {
      for (const each of [...listeners]) each.message(bytes)
    },
    failed(error: unknown) {
      failure ??= { error }
      for (const each of [...listeners]) each.failed(failure.error)
    },
    listen(listener: Listener) {
      listeners.add(listener)
      const { error } = failure ?? {}
      if (failure) queueMicrotask(() => listeners.has(listener) && listener.failed(error))
      return () => void listeners.delete(listener)
    },
  }
}

/** Over a connected UDP socket: the kernel drops what others send, and tells of a closed port. */
export function udpChannel(socket: UdpSocket): Channel {
  const listeners = createListeners()
  socket.on('message', listeners.message)
  socket.on('error', listeners.failed)
  return {
    isReliable: false,
    send: (bytes) => socket.send(bytes, (error) => void (error && listeners.failed(error))),
    listen: listeners.listen,
    [Symbol.dispose]() {
      socket.removeAllListeners()
      // An ICMP error may come after the verdict: an unheard `error` would end the process.
      socket.on('error', () => {})
      socket.close()
    },
  }
}

/** Over a connected stream, TCP or TLS, where messages stand one behind the other (RFC 8489 section 6.2.2). */
export function streamChannel(socket: Socket): Channel {
  const listeners = createListeners()
  const frames = createFrames()
  socket.on('data', (chunk) => {
    try {
      for (const bytes of frames.push(chunk)) listeners.message(bytes)
    } catch (error) {
      // What follows cannot be told apart: there is no reading on.
      socket.destroy()
      listeners.failed(error)
    }
  })
  const closed = () => listeners.failed(new ProbeFailure('reset', 'the server closed the connection'))
  socket.on('end', closed).on('close', closed).on('error', listeners.failed)
  return {
    isReliable: true,
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    listen: listeners.listen,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** Cuts a stream into messages. Throws a `ProbeFailure` on what is no STUN, or too long. */
export function createFrames() {
  const buffer = createGrowingBuffer(MAX_MESSAGE_BYTES)
  return {
    push(chunk: Buffer): Buffer[] {
      const messages: Buffer[] = []
      for (let rest = chunk; rest.length > 0; ) {
        // The length first, then exactly the message: what is kept is never more than one.
        const wanted = buffer.length < 8 ? 8 : lengthOf(buffer.bytes())
        rest = rest.subarray(buffer.append(rest.subarray(0, wanted - buffer.length)))
        checkBeginning(buffer.bytes(), rest)
        if (buffer.length < 8 || buffer.length < lengthOf(buffer.bytes())) continue
        messages.push(Buffer.from(buffer.bytes()))
        buffer.clear()
      }
      return messages
    },
  }
}

/** As soon as it is certain, not when a message would be complete: most other protocols never send that much. */
function checkBeginning(bytes: Buffer, rest: Buffer) {
  const isStun =
    (bytes.length < 1 || (bytes[0]! & 0xc0) === 0) &&
    (bytes.length < 4 || messageLength(bytes) !== undefined) &&
    (bytes.length < 8 || bytes.readUInt32BE(4) === MAGIC_COOKIE)
  if (isStun) return
  const shown = Buffer.concat([bytes, rest.subarray(0, SHOWN_BYTES)]).toString('latin1', 0, SHOWN_BYTES)
  throw new ProbeFailure('protocol', `what answers does not speak STUN: it sent ${quoted(shown)}`)
}

function lengthOf(bytes: Buffer): number {
  const length = messageLength(bytes) ?? HEADER_BYTES
  if (length > MAX_MESSAGE_BYTES)
    throw new ProbeFailure('protocol', `the server sent a message of ${length} bytes, more than STUN has use for`)
  return length
}
