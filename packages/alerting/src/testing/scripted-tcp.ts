import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A server on a free port of loopback that does to every connection what it is told. */
export interface ScriptedTcp extends AsyncDisposable {
  readonly port: number
  /** Connections ever taken, and those still open. */
  readonly taken: number
  readonly open: number
}

/** Starts it. The caller owns it. `halfOpen`: it does not hang up because the other side has said all it has to say. */
export async function scriptedTcp(
  script: (socket: Socket) => void,
  { halfOpen = false }: { readonly halfOpen?: boolean } = {},
): Promise<ScriptedTcp> {
  const sockets = new Set<Socket>()
  let taken = 0
  const server = createServer({ allowHalfOpen: halfOpen }, (socket) => {
    taken++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    // What is not read hides that the other side has hung up.
    socket.resume()
    script(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get taken() {
      return taken
    },
    get open() {
      return sockets.size
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A port of loopback on which nothing listens. */
export async function deadPort(): Promise<number> {
  await using server = await scriptedTcp(() => {})
  return server.port
}
