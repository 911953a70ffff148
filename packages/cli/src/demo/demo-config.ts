import { join } from 'node:path'
import { wallDigitsAt } from '@vonggac/model'
import { type Config, checkKinds } from '@vonggac/model/inventory'
import { onLoopback } from '@vonggac/testbed'

/** Files that the demo makes in its data directory for the agent to read. */
export interface DemoFiles {
  /** The authority of the simulated servers' certificates (PEM). */
  readonly ca: string
  /** The list of certificates that documents are signed with (CSV). */
  readonly certificates: string
  /** Where the programs stand that the demo plays. */
  readonly bin: string
}

export const demoFiles = (dir: string): DemoFiles => ({
  ca: join(dir, 'testbed-ca.pem'),
  certificates: join(dir, 'certificates', 'list.csv'),
  bin: join(dir, 'bin'),
})

/** What somebody chose on the command line. */
export interface DemoChoice {
  readonly port: number
  readonly snmpPort: number
  /** The URL of an InfluxDB to store in. */
  readonly influx: string | undefined
  /** When it starts, Unix epoch ms. */
  readonly now: number
}

/** A configuration as the demo runs it: on this machine, with one agent, and an API that everybody here may use. Pure. */
export function demoConfig(config: Config, { port, snmpPort, influx, now }: DemoChoice, files: DemoFiles): Config {
  const { retention } = config.collector.store
  const store = influx
    ? { kind: 'influx' as const, url: influx, database: 'vonggac', retention }
    : { kind: 'embedded' as const, retention }
  const prepared = withShortIntervals(withQueue(withCertificates(config, files)))
  const loopback = withFewAgents(onLoopback(prepared, { snmpPort, caFile: files.ca }))
  const { meetings, organisation } = loopback
  return {
    ...loopback,
    meetings: [...meetings, demoMeeting(now, organisation.timezone)],
    collector: { ...loopback.collector, listen: `127.0.0.1:${port}`, trustLoopback: true, store },
  }
}

/** The agent of the hub, and those that answer STAMP. None of a site measures its machine: they would all measure this one. */
function withFewAgents(config: Config): Config {
  return {
    ...config,
    sites: config.sites.map((site) => ({
      ...site,
      devices: site.devices.map((device) => ({ ...device, agent: false })),
    })),
    // The simulated devices send no traps, and the port may be another program's.
    agents: config.agents
      .filter(({ hub, reflector }) => hub || reflector?.listen.address.startsWith('127.'))
      .map(({ traps: _, device, ...agent }) => ({ ...agent, ...(agent.hub && device !== undefined && { device }) })),
  }
}

/** How long before a meeting its sites are tested first, ms, and how long that is after the start: by then everything has been measured. */
const FIRST_TEST_MS = 3_600_000
const SETTLED_MS = 25_000

/** A conference in an hour, so that a test before a conference runs by itself and soon. EXAMPLE. */
function demoMeeting(now: number, timezone: string): Config['meetings'][number] {
  const start = wallDigitsAt(now + FIRST_TEST_MS + SETTLED_MS, timezone)
  return {
    id: 'demo',
    title: { vi: 'Họp trực tuyến thử (EXAMPLE)', en: 'Trial conference (EXAMPLE)' },
    start: `${start.year}-${start.month}-${start.day}T${start.hour}:${start.minute}:${start.second}`,
    duration: FIRST_TEST_MS,
    repeat: 'FREQ=DAILY',
    sites: 'all',
  }
}

/** Lists of certificates lie where the demo can write them. */
function withCertificates(config: Config, { ca, certificates }: DemoFiles): Config {
  return {
    ...config,
    services: config.services.map((service) => ({
      ...service,
      checks: service.checks.map((check) =>
        check.kind === 'certificate' && check.list !== undefined ? { ...check, list: certificates, caFile: ca } : check,
      ),
    })),
  }
}

/** The queue of the mail server is read by an agent that runs on it: here that is the hub's. */
function withQueue(config: Config): Config {
  const isAsked = config.services.some(({ checks }) => checks.some(({ kind }) => kind === 'mail_queue'))
  const mail = config.services.find(({ kind }) => kind === 'mail')
  if (isAsked || !mail) return config
  const checks = [...mail.checks, { kind: 'mail_queue' as const, server: 'postfix' }]
  return {
    ...config,
    services: config.services.map((service) => (service === mail ? { ...service, checks } : service)),
  }
}

/** Whoever looks at the demo does not wait an hour for the first look at a certificate, ms. */
const LONGEST_INTERVAL_MS = 60_000

function withShortIntervals(config: Config): Config {
  return {
    ...config,
    services: config.services.map((service) => ({
      ...service,
      checks: service.checks.map((check) => {
        const interval = Math.min(check.interval ?? checkKinds[check.kind].pace.intervalMs, LONGEST_INTERVAL_MS)
        return { ...check, interval }
      }),
    })),
  }
}

/** In the demo everybody is on call, and a single pager rings. */
export function withPager(config: Config, url: string): Config {
  const channel = { id: 'pager', kind: 'webhook' as const, url, headers: {}, timeout: 5_000 }
  return { ...config, oncall: { ...config.oncall, channels: [channel], notify: [{ channels: [channel.id] }] } }
}
