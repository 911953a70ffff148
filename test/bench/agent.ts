import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCollector } from '@vonggac/collector'
import { type Plan, silentLog, systemClock } from '@vonggac/model'
import { type Config, configSchema, loadConfig, planFor } from '@vonggac/model/inventory'
import { DEMO_COMMUNITY, DEMO_COMMUNITY_ENV, onLoopback, simulatedDevices, startTestbed } from '@vonggac/testbed'
import { treeCpuSeconds } from '../support/process-tree.ts'
import { root, startVonggac } from '../support/vonggac.ts'
import type { Figure } from './main.ts'

const WARM_MS = 20_000
const MEASURE_MS = 60_000

/** An agent as a process, with nothing to do and with the whole example inventory on loopback: memory and CPU, its fping included. */
export async function run(): Promise<Figure[]> {
  const config = onLoopback(loadConfig(join(root, 'config')).config!)
  await using _ = await startTestbed({ devices: simulatedDevices(config), clock: systemClock, log: silentLog })
  const idle = await measure(config, { agent: 'hub', site: 'ttdl', checks: [] })
  const full = await measure(config, planFor(config, 'hub'))
  return [
    { name: 'agent_idle_rss', value: idle.rssMiB, unit: 'MiB' },
    { name: 'agent_idle_cpu', value: idle.cpuMs, unit: 'CPU ms / 60 s' },
    { name: 'agent_inventory_rss', value: full.rssMiB, unit: 'MiB' },
    { name: 'agent_inventory_cpu', value: full.cpuMs / (MEASURE_MS / 100), unit: '% of a core' },
  ]
}

async function measure(config: Config, plan: Plan) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-agent-'))
  try {
    await using collector = await startCollector({
      config: { ...config, collector: configSchema.shape.collector.parse({ trustLoopback: true }) },
      clock: systemClock,
      log: silentLog,
      dataDir: dir,
      listen: '127.0.0.1:0',
      secret: () => DEMO_COMMUNITY,
    })
    const agent = {
      collector: { url: collector.url },
      spool: { path: join(dir, 'spool.db'), maxBytes: 1e8, maxAge: 1e9 },
    }
    writeFileSync(join(dir, 'plan.json'), JSON.stringify({ plan, agent }))
    const start = () =>
      startVonggac(['agent', '--plan', join(dir, 'plan.json')], { [DEMO_COMMUNITY_ENV]: DEMO_COMMUNITY })
    // The first start on a machine compiles; an agent in service has that behind it.
    await using first = start()
    await sleep(5_000)
    await first[Symbol.asyncDispose]()
    await using running = start()
    await sleep(WARM_MS)
    const pid = running.process.pid!
    const before = treeCpuSeconds(pid)
    await sleep(MEASURE_MS)
    return { cpuMs: (treeCpuSeconds(pid) - before) * 1_000, rssMiB: rssMiB(pid) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const rssMiB = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024
