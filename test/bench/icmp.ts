import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { blackboxCpu } from '../support/blackbox.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

const TARGETS = 1_000
const PERIOD_MS = 5_000
const WARM_MS = 6_000
const MEASURE_MS = 30_000

/** CPU seconds per 10,000 echoes at 1,000 loopback targets every 5 s: our process and its fpings, and blackbox alone beside it. */
export async function run(): Promise<Figure[]> {
  const ours = await measureOurs()
  const figures: Figure[] = [
    { name: 'icmp', value: (ours.cpu * 10_000) / ours.sent, unit: 'CPU s / 10,000 echoes' },
    { name: 'icmp_lost', value: ours.sent - ours.received, unit: `of ${ours.sent} echoes` },
    { name: 'icmp_rss', value: ours.rss / 2 ** 20, unit: 'MiB (process alone, run from source)' },
  ]
  const peer = await blackboxCpu(
    'icmp',
    Array.from({ length: TARGETS }, (_, at) => `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`),
    {
      periodMs: PERIOD_MS,
      periods: 3,
    },
  )
  if (peer)
    figures.push({
      name: 'icmp_blackbox',
      value: (peer.seconds * 10_000) / peer.succeeded,
      unit: 'CPU s / 10,000 echoes',
    })
  return figures
}

async function measureOurs() {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('icmp.child.ts', import.meta.url)), `${TARGETS}`, `${PERIOD_MS}`],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const readOut = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return JSON.parse(String(line)) as { sent: number; received: number; rss: number }
  }
  try {
    await sleep(WARM_MS)
    await readOut()
    const before = treeCpuSeconds(child.pid!)
    await sleep(MEASURE_MS)
    const counted = await readOut()
    return { ...counted, cpu: treeCpuSeconds(child.pid!) - before }
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}
