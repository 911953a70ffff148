import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCollector } from '@vonggac/collector'
import { type Check, type Plan, silentLog, systemClock } from '@vonggac/model'
import { type Config, checkKinds, configSchema, loadConfig, type ProbeKind, planFor } from '@vonggac/model/inventory'
import { DEMO_COMMUNITY, DEMO_COMMUNITY_ENV, onLoopback, simulatedDevices, startTestbed } from '@vonggac/testbed'
import { startCountingServer } from '../support/counting-server.ts'
import { rssMiB, treeCpuSeconds } from '../support/process-tree.ts'
import { startSnmpd } from '../support/snmpd.ts'
import { root, startVonggac } from '../support/vonggac.ts'
import type { Figure } from './main.ts'

const WARM_MS = 20_000
const MEASURE_MS = 60_000

/**
 * An agent as a process, with nothing to do, with the whole example inventory on loopback, and under load (1,000 ICMP
 * targets every 5 s, 500 SNMP devices of 65 interfaces every 60 s, 1,000 TCP targets every 10 s): memory and CPU, its fping included.
 */
export async function run(): Promise<Figure[]> {
  const config = onLoopback(loadConfig(join(root, 'config')).config!)
  await using _ = await startTestbed({ devices: simulatedDevices(config), clock: systemClock, log: silentLog })
  await using snmpd = await startSnmpd({ interfaces: 65, everywhere: true })
  await using tcp = await startCountingServer('0.0.0.0')
  const idle = await measure(config, { agent: 'hub', site: 'ttdl', checks: [] })
  const full = await measure(config, planFor(config, 'hub'))
  const load = await measure(config, loadPlan(snmpd.port, tcp.port))
  return [
    { name: 'agent_idle_rss', value: idle.rssMiB, unit: 'MiB' },
    { name: 'agent_idle_cpu', value: idle.cpuMs, unit: 'CPU ms / 60 s' },
    { name: 'agent_inventory_rss', value: full.rssMiB, unit: 'MiB' },
    { name: 'agent_inventory_cpu', value: full.cpuMs / (MEASURE_MS / 100), unit: '% of a core' },
    { name: 'agent_load_rss', value: load.rssMiB, unit: 'MiB' },
    { name: 'agent_load_cpu', value: load.cpuMs / (MEASURE_MS / 100), unit: '% of a core' },
  ]
}

function loadPlan(snmpPort: number, tcpPort: number): Plan {
  const check = (kind: ProbeKind, n: number, intervalMs: number, options: object): Check => {
    const address = `127.44.${1 + (n >> 7)}.${1 + (n & 127)}`
    const config = checkKinds[kind].config.parse({ ...(kind === 'tcp' ? { host: address } : { address }), ...options })
    const site = `s${n % 33}`
    return {
      id: `${site}/d${n}/${kind}@hub`,
      kind,
      target: address,
      vantage: 'hub',
      node: `${site}/d${n}`,
      intervalMs,
      timeoutMs: intervalMs - 1_000,
      tags: { site, device: `d${n}` },
      config,
    }
  }
  const many = (count: number, make: (n: number) => Check) => Array.from({ length: count }, (_, n) => make(n))
  const credential = { version: '2c', community: { env: 'LOAD_COMMUNITY' }, port: snmpPort }
  return {
    agent: 'hub',
    site: 'ttdl',
    checks: [
      ...many(1_000, (n) => check('icmp', n, 5_000, { periodMs: 5_000 })),
      ...many(500, (n) => check('snmp', n, 60_000, { credential })),
      ...many(1_000, (n) => check('tcp', n, 10_000, { port: tcpPort })),
    ],
  }
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
      startVonggac(['agent', '--plan', join(dir, 'plan.json')], {
        [DEMO_COMMUNITY_ENV]: DEMO_COMMUNITY,
        LOAD_COMMUNITY: 'public',
      })
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
