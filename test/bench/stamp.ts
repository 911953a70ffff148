import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { peakRssMiB, treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

const PEERS = 33
const PER_SECOND = 100
const DURATION_MS = 20_000
const FIRST_PORT = 28_620

/**
 * A hub that measures the paths to 33 sites at the same time, 100 packets of 160 B a second each way, on one core (`taskset`); the
 * reflectors are a process of their own. On loopback the round trip is next to nothing: what is measured of it is our own error.
 */
export async function run(): Promise<Figure[]> {
  const reflectors = start('reflect', FIRST_PORT, PEERS)
  await once(reflectors.stdout!, 'data')
  const before = treeCpuSeconds(reflectors.pid!)
  const sender = start('send', FIRST_PORT, PEERS, PER_SECOND, DURATION_MS)
  const [line] = await once(sender.stdout!, 'data')
  const result = JSON.parse(String(line)) as Record<
    'sent' | 'lost' | 'tainted' | 'rttMs' | 'p95Ms' | 'jitterMs',
    number
  >
  const share = (seconds: number) => (seconds / (DURATION_MS / 1_000)) * 100
  const figures: Figure[] = [
    {
      name: 'stamp_sender',
      value: share(treeCpuSeconds(sender.pid!)),
      unit: '% of a core, start included (33 peers × 100 packets/s both ways)',
    },
    { name: 'stamp_reflector', value: share(treeCpuSeconds(reflectors.pid!) - before), unit: '% of a core (all 33)' },
    { name: 'stamp_lost', value: result.lost, unit: `of ${result.sent} packets` },
    { name: 'stamp_own_late', value: result.tainted, unit: 'replies not timed, because we were behind' },
    { name: 'stamp_rtt_error', value: result.rttMs, unit: 'ms on average (loopback: all of it is our own)' },
    { name: 'stamp_rtt_error_p95', value: result.p95Ms, unit: 'ms, 95th percentile of the worst peer' },
    { name: 'stamp_jitter_error', value: result.jitterMs, unit: 'ms on average' },
    { name: 'stamp_rss', value: peakRssMiB(sender.pid!), unit: 'MiB at most (sender process, run from source)' },
  ]
  for (const child of [sender, reflectors]) {
    child.stdin!.end()
    await once(child, 'exit')
  }
  return figures
}

function start(role: 'reflect' | 'send', ...args: number[]): ChildProcess {
  const child = fileURLToPath(new URL('stamp.child.ts', import.meta.url))
  const cpu = role === 'send' ? '0' : '1'
  return spawn('taskset', ['-c', cpu, process.execPath, child, role, ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}
