import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { blackboxModules } from '../support/blackbox.ts'
import type { Figure } from './main.ts'
import { besideBlackbox } from './probe-cpu.ts'

const LOAD = { targets: 1_000, periodMs: 10_000, warmRuns: 500, measureMs: 30_000 }

/** CPU seconds per 1,000 connections at 1,000 targets every 10 s: our process, and blackbox alone beside it. The server's CPU is in neither. */
export async function run(): Promise<Figure[]> {
  // On all addresses, because the targets are all of 127.33.0.0/16.
  const server = createServer((socket) => void socket.on('error', () => {}).resume()).listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const ours = { kind: 'tcp', options: { host: 'HOST', port } } as const
    return await besideBlackbox('tcp', ours, { module: blackboxModules.tcp, target: `HOST:${port}` }, LOAD)
  } finally {
    server.close()
  }
}
