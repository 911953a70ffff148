import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freeUdpPort } from './free-port.ts'
import { startServerProcess, temporaryDirectory } from './server-process.ts'
import { snmpGet } from './snmp-get.ts'

/** A line of a recording: OID, snmpsim's type tag, value. */
export type Recorded = readonly [oid: string, tag: string, value: string]

/** A real snmpsim on 127.0.0.1. */
export interface Snmpsim extends AsyncDisposable {
  readonly port: number
}

/** snmpsim's tags: `4x` is a string in hexadecimal. */
export const tag = {
  integer: '2',
  string: '4',
  hex: '4x',
  oid: '6',
  address: '64',
  counter32: '65',
  gauge32: '66',
  ticks: '67',
  counter64: '70',
} as const

/** The one v3 user of a snmpsim, if it has one, as its own command line names them. */
export interface SimulatedUser {
  readonly user: string
  readonly auth: { readonly protocol: string; readonly key: string }
  readonly priv: { readonly protocol: string; readonly key: string }
}

/** Serves each recording under its name as community (v1, v2c) and as context (v3). The caller owns it. */
export async function startSnmpsim(
  recordings: Readonly<Record<string, readonly Recorded[]>>,
  v3?: SimulatedUser,
): Promise<Snmpsim> {
  const directory = temporaryDirectory('snmpsim')
  const { path } = directory
  // snmpsim gives up its privileges before it reads.
  chmodSync(path, 0o755)
  const data = join(path, 'data')
  const cache = join(path, 'cache')
  mkdirSync(data)
  mkdirSync(cache)
  chmodSync(cache, 0o777)
  for (const [name, lines] of Object.entries({ ...recordings, ready: READY })) {
    writeFileSync(
      join(data, `${name}.snmprec`),
      sorted(lines)
        .map((line) => `${line.join('|')}\n`)
        .join(''),
    )
  }
  const port = await freeUdpPort()
  const server = await startServerProcess({
    command: 'snmpsimd',
    args: [
      `--data-dir=${data}`,
      `--cache-dir=${cache}`,
      `--variation-module-options=writecache:file:${join(cache, 'writecache')}`,
      ...(process.getuid?.() === 0 ? ['--process-user=nobody', '--process-group=nogroup'] : []),
      '--logging-method=stderr',
      ...userArguments(v3),
      `--agent-udpv4-endpoint=127.0.0.1:${port}`,
    ],
    debianPackage: 'snmpsim',
    ready: async () => (await snmpGet(`127.0.0.1:${port}`, 'ready', READY[0][0])) !== undefined,
    readyWithinMs: 60_000,
  }).catch((error) => {
    directory[Symbol.dispose]()
    throw error
  })
  return {
    port,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

const userArguments = (v3: SimulatedUser | undefined) =>
  v3
    ? [
        `--v3-user=${v3.user}`,
        `--v3-auth-proto=${v3.auth.protocol}`,
        `--v3-auth-key=${v3.auth.key}`,
        `--v3-priv-proto=${v3.priv.protocol}`,
        `--v3-priv-key=${v3.priv.key}`,
      ]
    : []

const READY = [['1.3.6.1.2.1.1.5.0', tag.string, 'ready']] as const

/** snmpsim wants its lines in the order of the tree. */
const sorted = (lines: readonly Recorded[]) => lines.toSorted(([a], [b]) => compare(arcs(a), arcs(b)))
const arcs = (oid: string) => oid.split('.').map(Number)
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((arc, i) => arc !== b[i])
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1)
}
