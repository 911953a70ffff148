import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A listener of the testbed. Disposing it frees the port and ends its connections; idempotent. */
export interface Listener extends AsyncDisposable {
  /** While silent, what arrives is ignored: the next best to being cut off. */
  silent: boolean
}

/** A connection that says nothing for this long is closed, ms. */
const IDLE_MS = 30_000

/** Answers datagrams: `answer` gives the reply, or `undefined` for none. */
export async function listenUdp(
  address: string,
  port: number,
  answer: (bytes: Uint8Array, from: RemoteInfo) => Uint8Array | undefined,
): Promise<Listener> {
  const socket = createSocket('udp4')
  let open = true
  const listener: Listener = {
    silent: false,
    async [Symbol.asyncDispose]() {
      if (!open) return
      open = false
      socket.close()
      await once(socket, 'close')
    },
  }
  socket.on('message', (bytes, from) => {
    const reply = listener.silent ? undefined : answer(bytes, from)
    if (reply && open) socket.send(reply, from.port, from.address, () => {})
  })
  socket.bind(port, address)
  await listening(socket, `udp ${address}:${port}`)
  // A broken socket is a device that stopped answering.
  socket.on('error', () => {})
  return listener
}

/** A client that has sent so much without being answered has lost its way, bytes. */
const MAX_QUESTION = 65_536

/**
 * Accepts connections, and closes when the client does. `answer` gives the reply to what a client has said so far, or `undefined` while
 * there is none; without it nothing is ever said.
 */
export const listenTcp = (
  address: string,
  port: number,
  answer?: (bytes: Uint8Array) => Uint8Array | undefined,
): Promise<Listener> =>
  acceptTcp(address, port, (connection) => {
    if (answer) converse(connection, answer)
    else connection.resume()
  })

/** Hands every connection to `serve`. Those that are silent for too long are closed, and all are when the listener is disposed. */
export async function acceptTcp(address: string, port: number, serve: (connection: Socket) => void): Promise<Listener> {
  const connections = new Set<Socket>()
  const server = createServer((connection) => {
    if (listener.silent) return void connection.resetAndDestroy()
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    connection.on('error', () => connection.destroy())
    connection.setTimeout(IDLE_MS, () => connection.end())
    serve(connection)
  })
  const listener: Listener = {
    silent: false,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(port, address)
  await listening(server, `tcp ${address}:${port}`)
  return listener
}

function converse(connection: Socket, answer: (bytes: Uint8Array) => Uint8Array | undefined): void {
  let said = Buffer.alloc(0)
  connection.on('data', (bytes) => {
    said = Buffer.concat([said, bytes])
    const reply = answer(said)
    if (reply) connection.write(reply)
    if (reply) said = Buffer.alloc(0)
    else if (said.length > MAX_QUESTION) connection.destroy()
  })
}

async function listening(server: NodeJS.EventEmitter, where: string): Promise<void> {
  try {
    await once(server, 'listening')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'is taken: is a demo running already?' : `cannot be listened on (${code})`
    throw new Error(`${where} ${why}`, { cause })
  }
}
