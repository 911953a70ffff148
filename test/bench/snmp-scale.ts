import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Check, Plan } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { startLineSink } from '../support/line-sink.ts'
import { peakRssMiB, rssMiB, treeCpuSeconds } from '../support/process-tree.ts'
import { startVonggac } from '../support/vonggac.ts'
import type { Figure } from './main.ts'

const INTERFACES = 64
const INTERVAL_MS = 60_000
/** The first reads of everything, which take a multiple of the later ones, are over by then. */
const WARM_MS = 75_000
const MEASURE_MS = 60_000
const ENV = { BENCH_COMMUNITY: 'public' }

/** An agent as a process with 500 and with 2,000 devices of 64 interfaces a minute: CPU, requests, memory, and whether it keeps its schedule. */
export async function run(): Promise<Figure[]> {
  return [...(await scale(500)), ...(await scale(2_000))]
}

async function scale(devices: number): Promise<Figure[]> {
  await using simulated = await startDevices(devices)
  await using sink = await startLineSink(['agent', 'check'])
  const dir = mkdtempSync(join(tmpdir(), 'bench-snmp-'))
  try {
    const agent = { collector: { url: sink.url }, spool: { path: join(dir, 'spool.db'), maxBytes: 1e8, maxAge: 1e9 } }
    writeFileSync(join(dir, 'plan.json'), JSON.stringify({ plan: planOf(devices, simulated.port), agent }))
    await using running = startVonggac(['agent', '--plan', join(dir, 'plan.json')], ENV)
    await sleep(WARM_MS)
    const pid = running.process.pid!
    const seen = () => ({ polls: sink.count('snmp'), points: sink.count('interface') })
    const [before, cpu, requests] = [seen(), treeCpuSeconds(pid), await simulated.requests()]
    const reports = sink.values('agent', 'skipped').length
    const failed = sink.values('check', 'status').filter((status) => status !== '0i').length
    await sleep(MEASURE_MS)
    const polls = sink.count('snmp') - before.polls
    const late = sink.values('agent', 'late_ms_p95').slice(reports).map(Number)
    const skipped = sink.values('agent', 'skipped').slice(reports)
    const name = `snmp_${devices}`
    return [
      { name: `${name}_cpu`, value: ((treeCpuSeconds(pid) - cpu) * 1_000) / polls, unit: 'ms/poll, whole agent' },
      { name: `${name}_requests`, value: ((await simulated.requests()) - requests) / polls, unit: 'requests/poll' },
      { name: `${name}_points`, value: seen().points - before.points, unit: 'interface points a minute' },
      { name: `${name}_rss`, value: rssMiB(pid), unit: 'MiB' },
      { name: `${name}_rss_peak`, value: peakRssMiB(pid), unit: 'MiB' },
      { name: `${name}_late_p95`, value: Math.max(...late), unit: 'ms' },
      {
        name: `${name}_skipped`,
        value: skipped.reduce((sum, text) => sum + Number.parseInt(text, 10), 0),
        unit: 'runs',
      },
      {
        name: `${name}_failed`,
        value: sink.values('check', 'status').filter((status) => status !== '0i').length - failed,
        unit: 'runs',
      },
      { name: `${name}_failed_at_start`, value: failed, unit: 'runs' },
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Devices that are simulated by another process, at 127.40.1.1 and up. */
export async function startDevices(
  devices: number,
): Promise<AsyncDisposable & { readonly port: number; requests(): Promise<number> }> {
  const program = fileURLToPath(new URL('snmp-device.child.ts', import.meta.url))
  const port = 20_000 + (process.pid % 20_000)
  const child = spawn(process.execPath, [program, `${devices}`, `${INTERFACES}`, `${port}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    port,
    async requests() {
      child.stdin.write('\n')
      const [line] = await once(child.stdout, 'data')
      return Number(line)
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

export const addressOf = (n: number) => `127.40.${1 + (n >> 7)}.${1 + (n & 127)}`

export function planOf(devices: number, port: number): Plan {
  const credential = { version: '2c', community: { env: 'BENCH_COMMUNITY' }, port }
  const { timeoutMs } = checkKinds.snmp.pace
  const check = (n: number): Check => ({
    id: `s${n % 33}/d${n}/snmp@hub`,
    kind: 'snmp',
    target: addressOf(n),
    vantage: 'hub',
    node: `s${n % 33}/d${n}`,
    intervalMs: INTERVAL_MS,
    timeoutMs,
    tags: { site: `s${n % 33}`, device: `d${n}` },
    config: checkKinds.snmp.config.parse({ address: addressOf(n), credential }),
  })
  return { agent: 'hub', site: 'ttdl', checks: Array.from({ length: devices }, (_, n) => check(n)) }
}
