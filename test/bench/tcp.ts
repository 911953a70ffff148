import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { blackboxCpu } from '../support/blackbox.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

const TARGETS = 1_000
const PERIOD_MS = 10_000
const WARM_MS = 5_000
const MEASURE_MS = 30_000

/** CPU seconds per 1,000 connections at 1,000 targets every 10 s: our process, and blackbox alone beside it. The server's CPU is in neither. */
export async function run(): Promise<Figure[]> {
  // On all addresses, because the targets are all of 127.33.0.0/16.
  const server = createServer((socket) => void socket.on('error', () => {}).resume()).listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    return await measure(port)
  } finally {
    server.close()
  }
}

async function measure(port: number): Promise<Figure[]> {
  const ours = await measureOurs(port)
  const figures: Figure[] = [
    { name: 'tcp', value: (ours.cpu * 1_000) / ours.connections, unit: 'CPU s / 1,000 probes' },
  ]
  const targets = Array.from({ length: TARGETS }, (_, at) => `127.33.${1 + (at >> 7)}.${1 + (at & 127)}:${port}`)
  const peer = await blackboxCpu('tcp', targets, { periodMs: PERIOD_MS, periods: 2 })
  if (peer)
    figures.push({ name: 'tcp_blackbox', value: (peer.seconds * 1_000) / peer.succeeded, unit: 'CPU s / 1,000 probes' })
  return figures
}

async function measureOurs(port: number) {
  const program = fileURLToPath(new URL('tcp.child.ts', import.meta.url))
  const child = spawn(process.execPath, [program, `${TARGETS}`, `${port}`, `${PERIOD_MS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const succeeded = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return Number(line)
  }
  try {
    await sleep(WARM_MS)
    const before = { cpu: treeCpuSeconds(child.pid!), connections: await succeeded() }
    await sleep(MEASURE_MS)
    return { cpu: treeCpuSeconds(child.pid!) - before.cpu, connections: (await succeeded()) - before.connections }
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}
