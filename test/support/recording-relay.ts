import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Captured, Endpoint } from './pcap.ts'

/** Stands between a client and a server on loopback, and keeps what both say. */
export interface RecordingRelay extends AsyncDisposable {
  /** Where the client connects to. */
  readonly port: number
  /** Everything that was said, in its order. */
  readonly conversation: Captured[]
}

export async function recordingRelay(port: number): Promise<RecordingRelay> {
  const conversation: Captured[] = []
  const sockets = new Set<Socket>()
  const relay = createServer((client) => {
    const server = connect({ host: '127.0.0.1', port })
    const caller = { address: '127.0.0.1', port: client.remotePort! }
    const called = { address: '127.0.0.1', port: STANDARD_PORT }
    pass(client, server, caller, called)
    pass(server, client, called, caller)
  })
  function pass(source: Socket, sink: Socket, from: Endpoint, to: Endpoint): void {
    sockets.add(source)
    source.on('data', (payload) => conversation.push({ protocol: 'tcp', from, to, payload }))
    source.on('error', () => sink.destroy()).on('close', () => sockets.delete(source))
    source.pipe(sink)
  }
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    port: (relay.address() as AddressInfo).port,
    conversation,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}

/** What is recorded as the server's port: by it tshark knows what is spoken. */
const STANDARD_PORT = 1_720
