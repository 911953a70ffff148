import { runOnce } from '@vonggac/agent'
import { neighbourReports, topologyDocument, topologyDot } from '@vonggac/collector'
import type { TopologyDocument } from '@vonggac/collector/api-types'
import { type Point, silentLog, systemClock } from '@vonggac/model'
import { expandChecks, topologyOf } from '@vonggac/model/inventory'
import { askCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { probeSecret } from '../probe-secret.ts'
import { topologyText } from '../topology-text.ts'

/** `vonggac topology`: what is connected to what, from a collector, or by asking the devices at once. */
export const topology: Command = {
  name: 'topology',
  summary: 'What is connected to what, as devices tell it, and where that contradicts the inventory.',
  usage: ['topology [--collector URL] [--token ENV]', 'topology --config DIR --once'],
  options: {
    ...collectorOptions,
    config: { type: 'string', value: 'DIR', help: 'configuration directory, with --once' },
    once: { type: 'boolean', help: 'ask the devices of the configuration now, without a collector' },
    format: { type: 'string', value: 'F', default: 'text', help: 'text, json or dot (Graphviz)' },
    json: { type: 'boolean', help: 'the same as --format json' },
  },
  notes: 'Text: `?` is not in the inventory, `!` is not connected as the inventory says.',
  async run(call) {
    const format = call.values.json ? 'json' : String(call.values.format)
    if (!['text', 'json', 'dot'].includes(format))
      throw new UsageError(`--format ${format}: expected text, json or dot`)
    const document = call.values.once
      ? await askDevices(call)
      : await askCollector<TopologyDocument>(call, '/api/v1/topology')
    if (format === 'json') call.io.out(`${JSON.stringify(document, null, 2)}\n`)
    else call.io.out(format === 'dot' ? topologyDot(document) : topologyText(document))
    return 0
  },
}

async function askDevices(call: Call): Promise<TopologyDocument> {
  const dir = optional(call, 'config')
  if (!dir) throw new UsageError('topology --once needs --config DIR')
  const config = loadOrExplain(dir)
  const checks = expandChecks(config).filter(({ kind }) => kind === 'neighbours')
  const points: Point[] = []
  const states = new Map<string, 'ok' | 'warn' | 'fail' | 'unknown'>()
  const deps = { clock: systemClock, log: silentLog, secret: probeSecret }
  await runOnce(
    { agent: 'here', site: '', checks },
    deps,
    call.signal,
    ({ check, status, detail, points: measured }) => {
      states.set(check.node, status)
      points.push(...measured)
      if (status !== 'ok') call.io.err(`${check.node}: ${detail}\n`)
    },
  )
  return topologyDocument({
    config,
    topology: topologyOf(config),
    reports: neighbourReports(points),
    stateOf: (node) => states.get(node) ?? 'unknown',
    now: systemClock.now(),
  })
}
