import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server of this machine on which what it says arrives one byte at a time. */
export interface DrippingProxy extends Disposable {
  readonly port: number
}

/** Passes on what the client says as it is, and what the server on `port` says byte by byte, each in a packet of its own. */
export async function startDrippingProxy(port: number): Promise<DrippingProxy> {
  const open = new Set<Socket>()
  const proxy = createServer({ noDelay: true }, (client) => {
    const server = connect(port, '127.0.0.1')
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => open.delete(socket))
    }
    client.pipe(server)
    void drip(server, client)
    client.on('close', () => server.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as AddressInfo).port,
    [Symbol.dispose]() {
      for (const socket of open) socket.destroy()
      proxy.close()
    },
  }
}

async function drip(from: Socket, to: Socket) {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>)
      for (const byte of chunk) {
        if (to.destroyed) return
        to.write(Buffer.from([byte]))
        await new Promise(setImmediate)
      }
  } catch {
    // Either side has gone.
  }
  to.end()
}
