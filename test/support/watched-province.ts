import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import {
  addOperatorToken,
  createPasswords,
  createPeopleDesk,
  openState,
  type Role,
  STATE_FILE,
  startCollector,
} from '@vonggac/collector'
import {
  type Check,
  checkPoint,
  type ErrorCode,
  encodePoints,
  type Point,
  type Status,
  silentLog,
  systemClock,
} from '@vonggac/model'
import { type Config, configSources, expandChecks, isFieldRule, loadConfig, type Site } from '@vonggac/model/inventory'
import { temporaryDirectory } from './server-process.ts'
import { root } from './vonggac.ts'

/** What a test says about a check: the rest is well. */
export interface Trouble {
  readonly status: Status
  readonly error: ErrorCode
  readonly detail: string
}

/** The example province at a real collector that serves the console; a test stands in for the agents. */
export interface WatchedProvince extends AsyncDisposable {
  readonly url: string
  /** An API token, where `token` was asked for. */
  readonly token: string | undefined
  /** The units, the hub not among them. */
  readonly units: readonly Site[]
  /** Sends one result of every check as the hub's agent would: all well, but for those named. */
  report(trouble?: Readonly<Record<string, Trouble>>): Promise<void>
}

/** Somebody who may sign in, with a password of his own. */
export interface Member {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly password: string
}

/** Builds the console when it is not current and starts the collector. `token`: nobody gets in without one, or as one of `people`. */
export async function watchProvince({
  token = false,
  people = [],
}: {
  readonly token?: boolean
  readonly people?: readonly Member[]
} = {}): Promise<WatchedProvince> {
  const consoleDir = builtConsole()
  const dir = temporaryDirectory('console')
  const config = quietExample(!token)
  const operator = token ? await operatorToken(dir.path, people) : undefined
  const collector = await startCollector({
    config,
    clock: systemClock,
    log: silentLog,
    dataDir: dir.path,
    listen: '127.0.0.1:0',
    consoleDir,
    files: configSources(join(root, 'config')),
    secret: () => 'unused',
  })
  const checks = expandChecks(config).filter((check) => check.vantage === 'hub')
  return {
    url: collector.url,
    token: operator,
    units: config.sites.filter((site) => site.kind !== 'hub'),
    async report(trouble = {}) {
      const now = Date.now()
      const points = checks.flatMap((check) => pointsOf(check, trouble[check.id], now))
      const response = await fetch(`${collector.url}/api/v1/write`, {
        method: 'POST',
        body: encodePoints(points),
        ...(operator && { headers: { authorization: `Bearer ${operator}` } }),
      })
      if (response.status !== 204)
        throw new Error(`the write was answered ${response.status}: ${await response.text()}`)
    },
    async [Symbol.asyncDispose]() {
      await collector[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}

/** Builds the console when it is not current; gives where it is. */
export function builtConsole(): string {
  execFileSync(process.execPath, [join(root, 'packages', 'console', 'build.mjs')], { stdio: 'pipe' })
  return join(root, 'packages', 'console', 'dist')
}

/** The example, telling nobody (nothing listens at its channels) and believing a recovery at once. */
function quietExample(trustLoopback: boolean): Config {
  const { config, problems } = loadConfig(join(root, 'config'))
  if (!config) throw new Error(`the example configuration is wrong: ${JSON.stringify(problems)}`)
  return {
    ...config,
    collector: { ...config.collector, trustLoopback },
    oncall: { ...config.oncall, channels: [], notify: [], escalations: [] },
    alerts: {
      ...config.alerts,
      // `clear` of a rule on a field is another thing.
      rules: config.alerts.rules.map((rule) => (isFieldRule(rule) ? rule : { ...rule, clear: 1, hold: 0 })),
    },
  }
}

async function operatorToken(dir: string, people: readonly Member[]): Promise<string> {
  await using state = await openState(join(dir, STATE_FILE))
  const desk = createPeopleDesk({ state, clock: systemClock, passwords: createPasswords() })
  for (const one of people) await desk.add({ ...one, own: true }, 'test')
  return await addOperatorToken(state, systemClock, 'console test')
}

function pointsOf(check: Check, trouble: Trouble | undefined, at: number): Point[] {
  const result = { status: 'ok', error: '', detail: 'as it should be', ...trouble } as const
  const points = [checkPoint({ check, at, durationMs: 12, points: [], ...result })]
  if (check.kind !== 'icmp') return points
  const lost = result.status === 'fail'
  const figures = lost
    ? { percent_packet_loss: 100 }
    : { percent_packet_loss: 0, average_response_ms: 12.4, jitter_ms: 0.6 }
  return [...points, { measurement: 'ping', tags: { ...check.tags, agent: 'hub' }, fields: figures, timestamp: at }]
}
