import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export interface InfluxOptions {
  /** Demands credentials; `username` and `password` of the fixture are an administrator's. Default true. */
  readonly auth?: boolean
  /** Made at start. Default none. */
  readonly database?: string
}

/** A real InfluxDB 1.6 with its own directory and ports. */
export interface InfluxServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly database: string | undefined
  readonly username: string
  readonly password: string
  /** Of the running process, for signals. */
  readonly pid: number
  /** Ends the process and keeps the data; `SIGKILL` for a crash. */
  stop(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  /** InfluxQL as the administrator; its JSON answer. Throws when any of it fails. */
  query(statement: string, options?: { readonly db?: string; readonly epoch?: string }): Promise<InfluxAnswer>
}

export interface InfluxAnswer {
  readonly results: readonly {
    readonly error?: string
    readonly series?: readonly {
      readonly name: string
      readonly tags?: Record<string, string>
      readonly columns: string[]
      readonly values: unknown[][]
    }[]
  }[]
}

const READY_MS = 15_000
const username = 'admin'
const password = 'adminpw'

/** Starts an InfluxDB on free loopback ports. The caller owns it. */
export async function startInflux({ auth = true, database }: InfluxOptions = {}): Promise<InfluxServer> {
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-influx-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await writeFile(join(dir, 'influxdb.conf'), configuration(dir, port, await freePort(), auth))
  let child: ChildProcess | undefined

  const start = async () => {
    child = await launch(dir, url)
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    // A stopped process takes no other signal before it goes on.
    child.kill('SIGCONT')
    await gone
  }
  const query: InfluxServer['query'] = async (statement, options = {}) => {
    const headers: Record<string, string> = {}
    if (auth) headers.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    const body = new URLSearchParams({ q: statement, ...options })
    const answer = (await (await fetch(`${url}/query`, { method: 'POST', body, headers })).json()) as InfluxAnswer & {
      error?: string
    }
    const error = answer.error ?? answer.results.find((result) => result.error)?.error
    if (error) throw new Error(`InfluxDB says: ${error}: ${statement}`)
    return answer
  }
  const dispose = async () => {
    await stop('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await start()
    if (auth) await query(`CREATE USER "${username}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`)
    if (database) await query(`CREATE DATABASE "${database}"`)
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url,
    port,
    database,
    username,
    password,
    stop,
    start,
    query,
    get pid() {
      return child!.pid!
    },
    [Symbol.asyncDispose]: dispose,
  }
}

async function launch(dir: string, url: string): Promise<ChildProcess> {
  const child = spawn('influxd', ['run', '-config', join(dir, 'influxdb.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-2_000)
  })
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) =>
      reject(new Error('influxd cannot be started; it is in the Debian package influxdb', { cause: error })),
    )
    child.once('exit', (code) => reject(new Error(`influxd ended with ${code}: ${output}`)))
  })
  failed.catch(() => {})
  const until = performance.now() + READY_MS
  while (performance.now() < until) {
    const ready = fetch(`${url}/ping`).then(
      (answer) => answer.status === 204,
      () => false,
    )
    if (await Promise.race([ready, failed])) return child
    await Promise.race([sleep(50), failed])
  }
  child.kill('SIGKILL')
  throw new Error(`influxd did not answer within ${READY_MS} ms: ${output}`)
}

/** Debian's names; unknown ones are ignored silently. Short intervals, so that retention and continuous queries can be seen working. */
const configuration = (dir: string, port: number, rpcPort: number, auth: boolean) => `
reporting-enabled = false
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  index-version = "tsi1"
  wal-fsync-delay = "0s"
  query-log-enabled = false
  cache-max-memory-size = 268435456
[retention]
  enabled = true
  check-interval = "10s"
[shard-precreation]
  enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
[logging]
  level = "warn"
  suppress-logo = true
[continuous_queries]
  enabled = true
  run-interval = "1s"
  log-enabled = false
`
