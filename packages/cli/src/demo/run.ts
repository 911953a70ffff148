import { join } from 'node:path'
import { type Collector, startCollector } from '@vonggac/collector'
import { ConfigError, type Log, systemClock } from '@vonggac/model'
import { type Config, configSources, expandChecks } from '@vonggac/model/inventory'
import {
  type Authority,
  createAuthority,
  simulatedDevices,
  startTestbed,
  type Testbed,
  webAddresses,
  zoneOf,
} from '@vonggac/testbed'
import { aborted } from '../aborted.ts'
import { type Call, type Io, optional, UsageError } from '../command.ts'
import { consoleDir } from '../console-dir.ts'
import { loadWithProfiles } from '../load.ts'
import { readSecret } from '../secret.ts'
import { version } from '../version.ts'
import { openAgents } from './agents.ts'
import { askControl, serveControl } from './control.ts'
import { prepareDataDir } from './data-dir.ts'
import { type DemoChoice, demoConfig, demoFiles, withPager } from './demo-config.ts'
import { writeDemoFiles } from './demo-files.ts'
import { exampleDir } from './example-dir.ts'
import { fileLog } from './file-log.ts'
import { handle } from './hands.ts'
import { startPager } from './pager.ts'

/** Runs everything until the signal aborts. Throws a `ConfigError` or `UsageError` for what the user can mend. */
export async function runDemo(call: Call, dir: string): Promise<number> {
  const { io, signal } = call
  const control = join(dir, 'control.sock')
  const running = await askControl(control, { do: 'state' })
  if (running)
    throw new UsageError(
      `a demo is already running here (${dir}); end it with Ctrl-C, or give this one --data and --port`,
    )
  const source = optional(call, 'config') ?? exampleDir
  const files = demoFiles(dir)
  const { config: loaded, profiles } = loadWithProfiles(source)
  const config = demoConfig(loaded, choiceOf(call), files)
  prepareDataDir(dir, { keep: call.values.keep === true })

  await using stack = new AsyncDisposableStack()
  const log = stack.use(fileLog(join(dir, 'demo.log')))
  const say = (text: string) => io.out(`${text}\n`)
  const agents = stack.use(openAgents(config, dir, say))
  const pager = stack.use(await startPager((subject) => say(`${clockTime()}  page to the person on call: ${subject}`)))
  const authority = createAuthority(systemClock.now())
  writeDemoFiles(config, authority, files)
  const testbed = stack.use(await openTestbed(config, authority, log))
  const collector = stack.use(await openCollector(withPager(config, pager.url), { dir, source, log }))
  // Beside what they are given here: they end before everything that they talk to, and their last word is for the collector.
  stack.defer(() => agents[Symbol.asyncDispose]())
  await agents.start(profiles, { url: collector.url, relay: (...way) => testbed.relay(...way).catch(cannotStart) })
  stack.use(await serveControl(control, async (request) => handle(request, { config, testbed, url: collector.url })))
  say(welcome(config, collector.url, io))
  await aborted(signal)
  say('ending …')
  return 0
}

function choiceOf(call: Call): DemoChoice {
  return {
    port: portOption(call, 'port'),
    snmpPort: portOption(call, 'snmp-port'),
    influx: optional(call, 'influx'),
    now: systemClock.now(),
  }
}

function portOption(call: Call, name: string): number {
  const port = Number(call.values[name])
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`--${name} ${call.values[name]}: expected a port from 1 to 65535`)
}

async function openTestbed(config: Config, authority: Authority, log: Log): Promise<Testbed> {
  try {
    return await startTestbed({
      devices: simulatedDevices(config),
      zone: zoneOf(config),
      authority,
      clock: systemClock,
      log,
    })
  } catch (error) {
    return cannotStart(error)
  }
}

function cannotStart(cause: unknown): never {
  const { message } = cause as Error
  const hint = message.startsWith('udp') ? ' (--snmp-port chooses another port for SNMP)' : ''
  throw new ConfigError(`the simulated province cannot start: ${message}${hint}`, { cause })
}

async function openCollector(
  config: Config,
  { dir, source, log }: { readonly dir: string; readonly source: string; readonly log: Log },
): Promise<Collector> {
  try {
    return await startCollector({
      config,
      clock: systemClock,
      log,
      dataDir: dir,
      listen: config.collector.listen,
      consoleDir,
      version,
      files: configSources(source),
      secret: readSecret,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new ConfigError(`${config.collector.listen} is in use by another program; choose another port with --port`, {
      cause: error,
    })
  }
}

function welcome(config: Config, url: string, io: Io): string {
  const bold = (text: string) => (io.colour ? `\u001b[1m${text}\u001b[0m` : text)
  const units = config.sites.filter(({ kind }) => kind !== 'hub')
  const site = units[0]?.id ?? 'SITE'
  const ups = units.find(({ devices }) => devices.some(({ role }) => role === 'ups'))?.id
  const service = config.services.find(({ checks }) => webAddresses(checks).length > 0)?.id
  const agent = config.agents.find((one) => one.hub)
  const checks = expandChecks(config).filter(({ vantage }) => vantage === agent?.id).length
  return [
    '',
    `  Vọng Gác watches ${units.length} simulated sites with ${checks} checks.`,
    '',
    `  console   ${bold(url)}`,
    `  API       ${url}/api/v1/status   (description: ${url}/openapi.json)`,
    '',
    '  In another terminal:',
    `    npx vonggac demo cut ${site}      take its link down and watch the incident come`,
    `    npx vonggac demo mend ${site}     bring it back`,
    ...(ups === undefined ? [] : [`    npx vonggac demo battery ${ups}  take the mains from its UPS`]),
    ...(service === undefined ? [] : [`    npx vonggac demo break ${service}   have its web pages answer 500`]),
    '',
    '  Ctrl-C ends everything.',
    '',
  ].join('\n')
}

const clockTime = () => new Date(systemClock.now()).toTimeString().slice(0, 8)
