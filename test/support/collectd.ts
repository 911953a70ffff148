import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { treeCpuSeconds } from './process-tree.ts'
import { startServerProcess, temporaryDirectory } from './server-process.ts'

const COLLECTD = '/usr/sbin/collectd'
const INTERVAL_S = 5

/** CPU of a poll by collectd's snmp plugin with BulkSize 25 and no writer, ms; `undefined` where it is not installed. */
export async function collectdPollMs(
  addresses: readonly string[],
  port: number,
  columns: readonly string[],
): Promise<number | undefined> {
  if (!existsSync(COLLECTD)) return undefined
  using directory = temporaryDirectory('collectd')
  const file = join(directory.path, 'collectd.conf')
  writeFileSync(file, configuration(directory.path, addresses, port, columns))
  await using server = await startServerProcess({
    command: COLLECTD,
    args: ['-f', '-C', file],
    debianPackage: 'collectd-core',
    ready: async () => true,
  })
  await sleep(INTERVAL_S * 2_000)
  const before = treeCpuSeconds(server.pid)
  const rounds = 3
  await sleep(INTERVAL_S * 1_000 * rounds)
  return ((treeCpuSeconds(server.pid) - before) * 1_000) / rounds / addresses.length
}

const configuration = (dir: string, addresses: readonly string[], port: number, columns: readonly string[]) =>
  [
    `BaseDir "${dir}"`,
    `PIDFile "${dir}/pid"`,
    `Interval ${INTERVAL_S}`,
    'LoadPlugin snmp',
    '<Plugin snmp>',
    ...columns.flatMap((oid, i) => [
      `<Data "c${i}">`,
      '  Type "counter"',
      '  Table true',
      '  Instance ""',
      `  InstancePrefix "c${i}-"`,
      `  Values "${oid}"`,
      '</Data>',
    ]),
    ...addresses.flatMap((address, i) => [
      `<Host "d${i}">`,
      `  Address "${address}:${port}"`,
      '  Version 2',
      '  Community "public"',
      `  Collect ${columns.map((_, c) => `"c${c}"`).join(' ')}`,
      `  Interval ${INTERVAL_S}`,
      '  BulkSize 25',
      '</Host>',
    ]),
    '</Plugin>',
    '',
  ].join('\n')
