import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { blackboxCpu, blackboxModules } from '../support/blackbox.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

const PERIOD_MS = 5_000
/** As the probe asks of fping for this period: 500 ms of its own, and what it still hears late answers for. */
const FORGET_MS = 5_400
/** Whole rounds, so that as many packets are in one measurement as in another. */
const MEASURE_MS = 5 * PERIOD_MS

/** Loopback addresses of their own for 16,000 targets and more: 127.33.1.1 to 127.33.126.128. */
export const icmpAddress = (at: number) => `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`

const addresses = (count: number) => Array.from({ length: count }, (_, at) => icmpAddress(at))

/** CPU seconds per 10,000 echoes at loopback targets every 5 s: our process and its fpings; fping alone; blackbox alone, where it is installed. */
export async function run(): Promise<Figure[]> {
  const figures = [...(await compare('icmp', 1_000)), ...(await compare('icmp_10000', 10_000))]
  const peer = await blackboxCpu(blackboxModules.icmp, addresses(1_000), { periodMs: PERIOD_MS, periods: 3 })
  if (peer)
    figures.push({
      name: 'icmp_blackbox',
      value: (peer.seconds * 10_000) / peer.succeeded,
      unit: 'CPU s / 10,000 echoes',
    })
  return figures
}

async function compare(name: string, targets: number): Promise<Figure[]> {
  const ours = await measureOurs(targets)
  const value = (ours.cpu * 10_000) / ours.sent
  const alone = ((await measureFping(targets)) * 10_000) / ((targets * MEASURE_MS) / PERIOD_MS)
  return [
    { name, value, unit: 'CPU s / 10,000 echoes' },
    { name: `${name}_fping_alone`, value: alone, unit: 'CPU s / 10,000 echoes, fping -l -q by itself' },
    { name: `${name}_ratio`, value: value / alone, unit: 'times fping alone' },
    { name: `${name}_lost`, value: ours.sent - ours.received, unit: `of ${ours.sent} echoes` },
    { name: `${name}_rss`, value: ours.rss / 2 ** 20, unit: 'MiB (process alone, run from source)' },
  ]
}

async function measureOurs(targets: number) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('icmp.child.ts', import.meta.url)), `${targets}`, `${PERIOD_MS}`],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const readOut = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return JSON.parse(String(line)) as { sent: number; received: number; rss: number }
  }
  try {
    await sleep(warmMs)
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

/** The first round, start included, is over by then; the end of the measurement falls between two rounds. */
const warmMs = 1.5 * PERIOD_MS

/** CPU seconds of one fping that does nothing but send to the same targets at the same pace and count the answers. */
async function measureFping(targets: number): Promise<number> {
  const pace = ['-p', `${PERIOD_MS}`, '-t', `${FORGET_MS}`, '-i', targets > 1_000 ? '0.1' : '0']
  const child = spawn('fping', ['-l', '-q', ...pace, '--', ...addresses(targets)], { stdio: 'ignore' })
  const gone = once(child, 'exit')
  try {
    await sleep(warmMs)
    const before = treeCpuSeconds(child.pid!)
    await sleep(MEASURE_MS)
    return treeCpuSeconds(child.pid!) - before
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}
