import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** A TCP server that knows how many connections it has taken: the truth about how often a check really ran. */
export interface CountingServer extends AsyncDisposable {
  readonly port: number
  connections(): number
}

/** Listens on a free port, of 127.0.0.1 unless said otherwise, and closes each connection once the client has. */
export async function startCountingServer(address = '127.0.0.1'): Promise<CountingServer> {
  let taken = 0
  const server = createServer((socket) => {
    taken++
    socket.on('error', () => {})
    socket.resume()
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => taken,
    async [Symbol.asyncDispose]() {
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
