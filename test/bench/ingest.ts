import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startCollectorProcess } from '../support/collector-process.ts'
import { freePort } from '../support/free-port.ts'
import { peakRssMiB, treeCpuSeconds } from '../support/process-tree.ts'

const WRITES = 200
const LINES = 5_000
/** Writes before the measuring begins: a collector runs for months, its compiler only at first. */
const WARM_UP = 50
const CONNECTIONS = 2
const MILLIONS = (WRITES * LINES) / 1e6
const SITES = 100

interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

/** CPU of the collector for a million points of 4 fields in gzip bodies of 5,000 lines, and of InfluxDB for the same where installed. */
export async function run(): Promise<Figure[]> {
  const plain = bodies(0)
  const mixed = bodies(0.1)
  return [
    ...(await measure('ingest, to journal', plain)),
    ...(await measure('ingest, with alert evaluation (1 line in 10 is a check result)', mixed)),
    ...(existsSync('/usr/bin/influxd') ? await measureInflux(plain) : []),
  ]
}

/** A week of writes in a row: the same series, ever later. */
function bodies(checks: number): Buffer[] {
  const start = Date.now() * 1e6 - WRITES * 1e9
  return Array.from({ length: WRITES }, (_, write) => {
    const lines = Array.from({ length: LINES }, (_, i) => line(i, i < LINES * checks, start + write * 1e9))
    return gzipSync(lines.join(''), { level: 1 })
  })
}

function line(i: number, isCheck: boolean, at: number): string {
  const site = `site-${i % SITES}`
  if (isCheck) {
    return `check,agent=hub,check=${site}/vnpt/icmp@hub,kind=icmp,link=vnpt,provider=vnpt,site=${site},target=10.0.${i % SITES}.1 status=0i,duration_ms=${1 + (i % 9)},error="",detail="" ${at}\n`
  }
  return `interface,agent=hub,device=rt${i % 10},ifName=Gi0/${i},site=${site} ifHCInOctets=${123456789012 + i}i,ifHCOutOctets=${987654321098 + i}i,ifInErrors=${i % 7}i,ifOperStatus=1i ${at}\n`
}

/** Sites with a link each: what the check results are about. */
const config = {
  providers: [{ id: 'vnpt', name: { vi: 'VNPT', en: 'VNPT' } }],
  sites: [
    { id: 'dc', name: { vi: 'TTDL', en: 'Data centre' }, kind: 'hub' },
    ...Array.from({ length: SITES }, (_, i) => ({
      id: `site-${i}`,
      name: { vi: `Xã ${i}`, en: `Commune ${i}` },
      kind: 'district',
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.0.${i}.1` }],
    })),
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
  collector: { trustLoopback: true },
}

async function measure(name: string, all: readonly Buffer[]): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vonggac-bench-'))
  try {
    await using collector = await startCollectorProcess({ config, dataDir, store: 'down' })
    await send(`${collector.url}/api/v1/write`, all.slice(0, WARM_UP))
    await settled(collector.pid)
    const before = treeCpuSeconds(collector.pid)
    const took = await send(`${collector.url}/api/v1/write`, all)
    await settled(collector.pid)
    const cpu = (treeCpuSeconds(collector.pid) - before) / MILLIONS
    return [
      { name, value: round(cpu), unit: 'CPU s per million points' },
      { name: `${name}: rate`, value: Math.round((MILLIONS * 1e6) / took), unit: 'points/s' },
      { name: `${name}: peak memory`, value: Math.round(peakRssMiB(collector.pid)), unit: 'MiB' },
    ]
  } finally {
    await rm(dataDir, { recursive: true })
  }
}

async function measureInflux(all: readonly Buffer[]): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-bench-influx-'))
  const port = await freePort()
  const rpc = await freePort()
  await writeFile(
    join(dir, 'influxdb.conf'),
    `reporting-enabled = false\nbind-address = "127.0.0.1:${rpc}"\n[meta]\ndir = "${dir}/meta"\n[data]\ndir = "${dir}/data"\nwal-dir = "${dir}/wal"\n[monitor]\nstore-enabled = false\n[http]\nbind-address = "127.0.0.1:${port}"\nlog-enabled = false\n[logging]\nlevel = "error"\nsuppress-logo = true\n`,
  )
  const influxd = spawn('influxd', ['run', '-config', join(dir, 'influxdb.conf')], { stdio: 'ignore' })
  const gone = once(influxd, 'exit')
  try {
    await answering(`http://127.0.0.1:${port}/ping`)
    await fetch(`http://127.0.0.1:${port}/query?q=CREATE+DATABASE+bench`, { method: 'POST' })
    const before = treeCpuSeconds(influxd.pid!)
    await send(`http://127.0.0.1:${port}/write?db=bench`, all)
    await settled(influxd.pid!)
    const value = round((treeCpuSeconds(influxd.pid!) - before) / MILLIONS)
    return [{ name: 'ingest, InfluxDB 1.6 for the same', value, unit: 'CPU s per million points' }]
  } finally {
    influxd.kill('SIGTERM')
    await gone
    await rm(dir, { recursive: true })
  }
}

/** Sends all bodies over a few connections; returns the seconds it took. */
async function send(url: string, all: readonly Buffer[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const began = performance.now()
  const queue = all.slice()
  const worker = async () => {
    for (let body = queue.shift(); body; body = queue.shift()) await post(url, body, agent)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  agent.destroy()
  return (performance.now() - began) / 1_000
}

function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'text/plain', 'content-length': body.byteLength }
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 204 ? resolve() : reject(new Error(`${url}: ${answer.statusCode}`)),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Waits until a process has all but stopped using the CPU: what it does after the answer counts too. */
async function settled(pid: number): Promise<void> {
  for (let quiet = 0, rounds = 0; quiet < 3 && rounds < 240; rounds++) {
    const before = treeCpuSeconds(pid)
    await new Promise((resolve) => setTimeout(resolve, 250))
    quiet = treeCpuSeconds(pid) - before < 0.02 ? quiet + 1 : 0
  }
}

async function answering(url: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} does not answer`)
}

const round = (value: number) => Math.round(value * 1_000) / 1_000
