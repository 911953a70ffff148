import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '@vonggac/model/inventory'
import { freePort, freeUdpPort } from './free-port.ts'
import type { InfluxServer } from './influxd.ts'
import { temporaryDirectory } from './server-process.ts'
import { writeSmallProvince } from './small-province.ts'
import { eventually, startVonggac } from './vonggac.ts'

export interface Filled {
  readonly config: Config
  /** Unix epoch ms. */
  readonly from: number
  readonly to: number
}

/** Counters need two readings for a rate, an incident some failures, and a test before a conference begins after half a minute. */
const FILL_WITHIN_MS = 180_000

/**
 * Runs the whole system, a real agent and a real collector, over a small simulated province until the InfluxDB holds
 * every measurement that dashboards speak of, and ends it. `measurements`: how many points of which are waited for.
 */
export async function fillByRealAgent(
  influx: InfluxServer,
  measurements: Readonly<Record<string, number>>,
): Promise<Filled> {
  using dir = temporaryDirectory('dashboards')
  const configDir = join(dir.path, 'config')
  mkdirSync(configDir)
  writeSmallProvince(configDir)
  const { config, problems } = loadConfig(configDir)
  if (!config) throw new Error(`the test province is wrong: ${JSON.stringify(problems)}`)
  const from = Date.now()
  const port = await freePort()
  const args = [
    '--config',
    configDir,
    '--data',
    join(dir.path, 'data'),
    '--port',
    String(port),
    '--snmp-port',
    String(await freeUdpPort()),
    '--influx',
    influx.url,
  ]
  await using demo = startVonggac(['demo', ...args])
  const outcome = await eventually(
    async () => (demo.process.exitCode === null ? await filled(influx, measurements) : 'ended'),
    { withinMs: FILL_WITHIN_MS, everyMs: 1_000, what: 'a point of every measurement' },
  )
  if (outcome === 'ended') throw new Error(`the demo ended by itself: ${demo.output()}`)
  return { config, from: from - 60_000, to: Date.now() + 60_000 }
}

/** Rejects with what is still missing. */
async function filled(influx: InfluxServer, measurements: Readonly<Record<string, number>>): Promise<'full'> {
  for (const [measurement, wanted] of Object.entries(measurements)) {
    const { results } = await influx.query(`SELECT count(*) FROM "raw"."${measurement}"`, { db: 'vonggac' })
    const counts = results[0]?.series?.[0]?.values[0]?.slice(1) ?? []
    if (Math.max(0, ...counts.map(Number)) < wanted) throw new Error(`${measurement}: ${counts.join(' ')} of ${wanted}`)
  }
  return 'full'
}
