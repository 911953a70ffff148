import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chooseEngine, probeOnce } from '@vonggac/agent'
import { hasAdmin, STATE_FILE } from '@vonggac/collector'
import { type Check, silentLog, systemClock } from '@vonggac/model'
import { type Config, checkKinds, formatProblem, loadConfig } from '@vonggac/model/inventory'
import { consoleDir } from './console-dir.ts'
import { readSecret } from './secret.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly found: string
  /** What to do about it, where something is to be done. */
  readonly fix?: string
}

const MIN_NODE = 24
const MIN_FILES = 4_096
const MIN_FREE_BYTES = 1e9
const MAX_SKEW_MS = 2_000
const ASK_MS = 5_000

/** Looks at this machine and, where named, at a configuration and a collector. Changes nothing. */
export async function diagnose(look: {
  config: string | undefined
  collector: string | undefined
}): Promise<Finding[]> {
  const findings = [node(), openFiles(), await icmp(), await traceroute(), consolePage()]
  const loaded = look.config === undefined ? undefined : configuration(look.config)
  if (loaded) findings.push(loaded.finding)
  if (loaded?.config)
    findings.push(
      ...secrets(loaded.config),
      dataDirectory(loaded.config.collector.data),
      ...firstAdmin(loaded.config),
      ...(await store(loaded.config)),
    )
  if (look.collector) findings.push(...(await collector(look.collector)))
  return findings
}

function node(): Finding {
  const good = Number(process.versions.node.split('.')[0]) >= MIN_NODE
  return {
    state: good ? 'ok' : 'fail',
    what: 'Node',
    found: process.version,
    ...(!good && { fix: `install Node ${MIN_NODE}, or run \`npm run setup\`` }),
  }
}

function openFiles(): Finding {
  if (!existsSync('/proc/self/limits')) return { state: 'ok', what: 'open files', found: 'not limited here' }
  const limit = Number(
    /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY,
  )
  if (limit >= MIN_FILES) return { state: 'ok', what: 'open files', found: `up to ${limit}` }
  return {
    state: 'warn',
    what: 'open files',
    found: `only ${limit} allowed`,
    fix: 'raise it: `LimitNOFILE=65536` in the service, or `ulimit -n`',
  }
}

/** Probes this machine itself. */
function probeHere(kind: 'icmp' | 'traceroute') {
  const check: Check = {
    id: 'doctor',
    kind,
    target: '127.0.0.1',
    vantage: 'here',
    node: '',
    intervalMs: ASK_MS,
    timeoutMs: ASK_MS,
    tags: {},
    config: checkKinds[kind].config.parse({ address: '127.0.0.1' }),
  }
  return probeOnce(check, { clock: systemClock, log: silentLog, secret: readSecret }, new AbortController().signal)
}

async function traceroute(): Promise<Finding> {
  const what = 'traceroute'
  const { status, detail, points } = await probeHere('traceroute')
  const method = points[0]?.tags.method
  if (status === 'ok' && method !== 'tracepath') return { state: 'ok', what, found: `works, by ${method}` }
  const found = status === 'ok' ? 'only tracepath, which takes longer' : detail
  return { state: 'warn', what, found, fix: 'install the package traceroute' }
}

async function icmp(): Promise<Finding> {
  const { status, detail } = await probeHere('icmp')
  if (status === 'fail' || status === 'unknown') {
    const fix = 'install fping and let it open raw sockets: `setcap cap_net_raw+ep $(command -v fping)`'
    return { state: 'fail', what: 'ICMP', found: detail, fix }
  }
  const { engine, why } = await chooseEngine()
  if (engine === 'fping') return { state: 'ok', what: 'ICMP', found: why }
  return { state: 'warn', what: 'ICMP', found: `${engine}: ${why}`, fix: 'install the package fping' }
}

function consolePage(): Finding {
  if (existsSync(consoleDir)) return { state: 'ok', what: 'console', found: 'built' }
  return {
    state: 'warn',
    what: 'console',
    found: 'not built: the collector shows a plain page',
    fix: '`node packages/console/build.mjs`',
  }
}

function configuration(dir: string): { finding: Finding; config: Config | undefined } {
  const { config, problems } = loadConfig(dir)
  if (config) return { config, finding: { state: 'ok', what: 'configuration', found: `${dir} is good` } }
  const found = `${dir} has ${problems.length} problems, the first: ${formatProblem(problems[0]!)}`
  return {
    config,
    finding: { state: 'fail', what: 'configuration', found, fix: `\`vonggac config check ${dir}\` lists them` },
  }
}

/** Every `{env: …}` and `{file: …}` of the configuration that cannot be read here. */
function secrets(config: Config): Finding[] {
  const missing = new Set<string>()
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    const keys = Object.keys(value)
    const ref = value as { env?: unknown; file?: unknown }
    if (keys.length === 1 && (typeof ref.env === 'string' || typeof ref.file === 'string')) {
      const there = ref.env ? process.env[String(ref.env)] !== undefined : existsSync(String(ref.file))
      if (!there) missing.add(String(ref.env ?? ref.file))
    } else for (const inner of Object.values(value)) visit(inner)
  }
  visit(config)
  if (missing.size === 0) return [{ state: 'ok', what: 'secrets', found: 'all there' }]
  return [
    {
      state: 'warn',
      what: 'secrets',
      found: `not set here: ${[...missing].join(', ')}`,
      fix: 'set them where collector and agents start',
    },
  ]
}

function dataDirectory(path: string): Finding {
  const there = existsSync(path) ? path : dirname(path)
  try {
    accessSync(there, constants.W_OK)
    const { bavail, bsize } = statfsSync(there)
    if (bavail * bsize < MIN_FREE_BYTES) {
      return {
        state: 'warn',
        what: 'data directory',
        found: `${path}: less than 1 GB free`,
        fix: 'make room: a full disk stops the collector from taking data in',
      }
    }
    return { state: 'ok', what: 'data directory', found: `${path}, ${Math.round((bavail * bsize) / 1e9)} GB free` }
  } catch (error) {
    return {
      state: 'fail',
      what: 'data directory',
      found: `${path}: ${(error as Error).message}`,
      fix: 'create it and give it to the user that runs the collector',
    }
  }
}

/** Where people have to sign in: whether somebody can who may let others in. */
function firstAdmin({ collector: { data, trustLoopback } }: Config): Finding[] {
  const file = join(data, STATE_FILE)
  if (trustLoopback || !existsSync(file)) return []
  const what = 'people'
  try {
    if (hasAdmin(file)) return [{ state: 'ok', what, found: 'somebody can sign in as admin' }]
  } catch (error) {
    return [{ state: 'warn', what, found: reasonOf(error), fix: 'look at it as the user that runs the collector' }]
  }
  const fix = 'make the first admin: `vonggac users add ID --name NAME --role admin`'
  return [{ state: 'warn', what, found: 'nobody can sign in yet', fix }]
}

async function store({ collector: { store } }: Config): Promise<Finding[]> {
  if (store.kind !== 'influx') return []
  try {
    const { headers } = await fetch(new URL('/ping', store.url), { signal: AbortSignal.timeout(ASK_MS) })
    return [
      {
        state: 'ok',
        what: 'InfluxDB',
        found: `${store.url}, version ${headers.get('x-influxdb-version') ?? 'unknown'}`,
      },
    ]
  } catch (error) {
    const found = `${store.url} does not answer: ${reasonOf(error)}`
    return [
      {
        state: 'fail',
        what: 'InfluxDB',
        found,
        fix: 'start it, or correct `collector.store.url`; until then data waits in the journal',
      },
    ]
  }
}

async function collector(url: string): Promise<Finding[]> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(ASK_MS) })
    const skewMs = systemClock.now() - Date.parse(response.headers.get('date') ?? '')
    const ready: Finding = response.ok
      ? { state: 'ok', what: 'collector', found: `${url} is ready` }
      : {
          state: 'fail',
          what: 'collector',
          found: `${url} is not ready: HTTP ${response.status}`,
          fix: 'look at its log',
        }
    const faults = await selfFaults(response)
    // The header counts whole seconds.
    if (Math.abs(skewMs) <= MAX_SKEW_MS + 1_000) return [ready, ...faults]
    return [
      ready,
      ...faults,
      {
        state: 'warn',
        what: 'clock',
        found: `${Math.round(skewMs / 1_000)} s apart from the collector's`,
        fix: 'let chrony or systemd-timesyncd set both clocks',
      },
    ]
  } catch (error) {
    return [
      {
        state: 'fail',
        what: 'collector',
        found: `${url} does not answer: ${reasonOf(error)}`,
        fix: 'is it running, and is the port open from here?',
      },
    ]
  }
}

/** What the collector itself says is wrong with it; an older one says nothing. */
async function selfFaults(response: Response): Promise<Finding[]> {
  const { faults } = (await response.json().catch(() => ({}))) as { faults?: unknown }
  return (Array.isArray(faults) ? faults : []).map((fault) => ({
    state: 'warn',
    what: 'collector itself',
    found: `something is wrong with ${fault}`,
    fix: 'the console and `/api/v1/status` (`self`) say what; see docs/on-call.md',
  }))
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message : message
}
