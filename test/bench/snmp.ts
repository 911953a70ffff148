import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog, systemClock } from '@vonggac/model'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { collectdPollMs } from '../support/collectd.ts'
import { freePort } from '../support/free-port.ts'
import { startServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { AUTH_KEY, PRIV_KEY, type Snmpd, startSnmpd } from '../support/snmpd.ts'
import { addressOf, startDevices } from './snmp-scale.ts'

interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

const INTERFACES = 65
const WARM_UP = 40
const POLLS = 150
const DEVICES = 50
const EXPORTER = '/usr/bin/prometheus-snmp-exporter'
/** The 15 columns that move. */
const COLUMNS = [
  ...[7, 8, 9, 13, 14, 19, 20].map((id) => `1.3.6.1.2.1.2.2.1.${id}`),
  ...[6, 7, 8, 9, 10, 11, 12, 13].map((id) => `1.3.6.1.2.1.31.1.1.1.${id}`),
]

/** Polls of a real snmpd with 65 interfaces: CPU of the poller and packets that snmpd counted, v2c and v3; beside it snmp_exporter. */
export async function run(): Promise<Figure[]> {
  await using snmpd = await startSnmpd({ interfaces: INTERFACES })
  const v2c = { version: '2c', community: { env: 'public' }, port: snmpd.port }
  const v3 = {
    version: '3',
    user: 'shaaes',
    auth: { protocol: 'sha', key: { env: AUTH_KEY } },
    priv: { protocol: 'aes', key: { env: PRIV_KEY } },
    context: '',
    port: snmpd.port,
  }
  return [
    ...(await ours('snmp', v2c, snmpd)),
    ...(await ours('snmp_v3_sha_aes', v3, snmpd)),
    ...(existsSync(EXPORTER) ? await exporter(snmpd) : []),
    ...(await sideBySide()),
  ]
}

/** The same devices, simulated by a third process, polled by our probe alone in a process, by snmp_exporter and by collectd. */
async function sideBySide(): Promise<Figure[]> {
  await using devices = await startDevices(DEVICES)
  const addresses = Array.from({ length: DEVICES }, (_, n) => addressOf(n))
  const unit = 'ms/poll'
  const figures: Figure[] = [{ name: 'snmp_probe_cpu', value: await probeAlone(devices.port), unit }]
  if (existsSync(EXPORTER)) {
    const peer = await withExporter(async (url, pid) => {
      const poll = async (address: string) => {
        const answer = await fetch(`${url}/snmp?target=${address}:${devices.port}&module=columns`)
        if (!(await answer.text()).includes('column_0{')) throw new Error('snmp_exporter gave no interfaces')
      }
      for (const address of addresses) await poll(address)
      const before = cpuMsOf(pid)
      for (const address of addresses) await poll(address)
      return (cpuMsOf(pid) - before) / DEVICES
    })
    figures.push({ name: 'snmp_probe_peer_exporter_cpu', value: peer, unit })
  }
  const collectd = await collectdPollMs(addresses, devices.port, COLUMNS)
  if (collectd !== undefined) figures.push({ name: 'snmp_probe_peer_collectd_cpu', value: collectd, unit })
  return figures
}

async function probeAlone(port: number): Promise<number> {
  const program = fileURLToPath(new URL('snmp-poller.child.ts', import.meta.url))
  const child = spawn(process.execPath, [program, `${DEVICES}`, `${port}`, '400'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  await once(child, 'exit')
  return Number(line)
}

async function ours(name: string, credential: object, snmpd: Snmpd): Promise<Figure[]> {
  const probe = createSnmpProbe({ clock: systemClock, log: silentLog })
  const config = { address: '127.0.0.1', credential, interfaces: true, requestTimeoutMs: 5_000, retries: 1 } as never
  const poll = async () => {
    const signal = AbortSignal.timeout(30_000)
    const { measured } = await probe.run(config, {
      clock: systemClock,
      signal,
      secret: (ref) => ('env' in ref ? ref.env : ''),
    })
    if (measured.length !== INTERFACES + 1)
      throw new Error(`${measured.length - 1} interfaces instead of ${INTERFACES}`)
  }
  try {
    const start = await snmpd.packets()
    await poll()
    const first = (await snmpd.packets()) - start - 1
    for (let i = 0; i < WARM_UP; i++) await poll()
    const before = await snmpd.packets()
    const cpu = process.cpuUsage()
    for (let i = 0; i < POLLS; i++) await poll()
    const { user, system } = process.cpuUsage(cpu)
    // Reading the counter is a packet itself.
    const packets = (await snmpd.packets()) - before - 1
    return [
      { name: `${name}_cpu`, value: (user + system) / 1_000 / POLLS, unit: 'ms/poll' },
      { name: `${name}_requests`, value: packets / POLLS, unit: 'requests/poll' },
      { name: `${name}_requests_first`, value: first, unit: 'requests/poll' },
    ]
  } finally {
    await probe.close?.()
  }
}

/** prometheus-snmp-exporter with the same 15 columns, at the same snmpd. */
function exporter(snmpd: Snmpd): Promise<Figure[]> {
  return withExporter(async (url, pid) => {
    const poll = async () => {
      const answer = await fetch(`${url}/snmp?target=127.0.0.1:${snmpd.port}&module=columns`)
      const rows = (await answer.text()).match(/^column_0\{/gm)?.length
      if (rows !== INTERFACES) throw new Error(`snmp_exporter gave ${rows} interfaces`)
    }
    for (let i = 0; i < 5; i++) await poll()
    const before = await snmpd.packets()
    const cpu = cpuMsOf(pid)
    const polls = POLLS / 3
    for (let i = 0; i < polls; i++) await poll()
    const packets = (await snmpd.packets()) - before - 1
    return [
      { name: 'snmp_peer_exporter_cpu', value: (cpuMsOf(pid) - cpu) / polls, unit: 'ms/poll' },
      { name: 'snmp_peer_exporter_requests', value: packets / polls, unit: 'requests/poll' },
    ]
  })
}

async function withExporter<T>(use: (url: string, pid: number) => Promise<T>): Promise<T> {
  using directory = temporaryDirectory('snmp-exporter')
  const file = join(directory.path, 'snmp.yml')
  writeFileSync(file, exporterModule())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using server = await startServerProcess({
    command: EXPORTER,
    args: [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`],
    debianPackage: 'prometheus-snmp-exporter',
    ready: async () => (await fetch(url).catch(() => undefined))?.ok === true,
  })
  return await use(url, server.pid)
}

const exporterModule = () =>
  [
    'columns:',
    '  version: 2',
    '  auth: { community: public }',
    `  walk: [ ${COLUMNS.join(', ')} ]`,
    '  metrics:',
    ...COLUMNS.map(
      (oid, i) =>
        `    - { name: column_${i}, oid: ${oid}, type: counter, help: column, indexes: [ { labelname: ifIndex, type: gauge } ] }`,
    ),
  ].join('\n')

/** CPU time of a process so far, ms: user and system, of proc(5) stat at 100 ticks a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
