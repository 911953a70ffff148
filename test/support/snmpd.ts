import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freeUdpPort } from './free-port.ts'
import { startServerProcess, temporaryDirectory } from './server-process.ts'
import { snmpGet } from './snmp-get.ts'

export interface SnmpdOptions {
  /** This many simulated interfaces in place of the machine's own. */
  readonly interfaces?: number
  /** Where it listens, on 127.0.0.1; a free one unless said otherwise. */
  readonly port?: number
  /** Whether it answers on every address of this machine, all of 127.0.0.0/8 among them, instead of 127.0.0.1 alone. */
  readonly everywhere?: boolean
  /** Its v3 engine: a fixed id (hexadecimal), and how often it says that it was started before this time. */
  readonly engine?: { readonly id: string; readonly boots: number }
  /** More lines of snmpd.conf. */
  readonly extra?: readonly string[]
}

/** What a simulated interface does; `offset` is added to every octet counter. */
export type Steering = Readonly<
  Record<string, { oper?: number; alias?: string; name?: string; removed?: boolean } | string>
>

/** A real Net-SNMP agent on 127.0.0.1. */
export interface Snmpd extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** SNMP packets that came in since it started. */
  packets(): Promise<number>
  /** Steers the simulated interfaces while it runs. */
  steer(steering: Steering): void
}

/** Pass phrases of the v3 users `noauth1`, `auth1`, `shaaes`, `sha256aes`, `md5aes`, `sha256aes256` and `sha512aes256`; the community is `public`. */
export const AUTH_KEY = 'authpass12'
export const PRIV_KEY = 'privpass12'

const helper = fileURLToPath(new URL('simulated-interfaces.ts', import.meta.url))
/** The built-in tables would win over ours, being more specific. */
const BUILT_IN = 'ifTable,ifXTable,interface,interfaces'
const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0'
const SNMP_IN_PKTS = '1.3.6.1.2.1.11.1.0'

/** Starts snmpd on a free port. The caller owns it. */
export async function startSnmpd({
  interfaces,
  port: fixedPort,
  everywhere = false,
  engine,
  extra = [],
}: SnmpdOptions = {}): Promise<Snmpd> {
  const directory = temporaryDirectory('snmpd')
  const dir = directory.path
  const persistent = join(dir, 'persistent')
  mkdirSync(persistent)
  if (engine) writeFileSync(join(persistent, 'snmpd.conf'), `engineBoots ${engine.boots}\n`)
  const control = join(dir, 'control.json')
  writeFileSync(
    join(dir, 'snmpd.conf'),
    [...configuration, ...simulated(interfaces, control), ...engineLines(engine), ...extra, ''].join('\n'),
  )
  const port = fixedPort ?? (await freeUdpPort())
  const target = `127.0.0.1:${port}`
  const server = await startServerProcess({
    command: 'snmpd',
    args: [
      '-f',
      '-Lo',
      '-I',
      `-smux${interfaces === undefined ? '' : `,${BUILT_IN}`}`,
      `udp:${everywhere ? '0.0.0.0' : '127.0.0.1'}:${port}`,
    ],
    env: { SNMPCONFPATH: `${dir}:${persistent}`, SNMP_PERSISTENT_DIR: persistent, MIBS: '' },
    debianPackage: 'snmpd',
    ready: async () => (await snmpGet(target, 'public', SYS_UP_TIME)) !== undefined,
  }).catch((error) => {
    directory[Symbol.dispose]()
    throw error
  })
  return {
    port,
    pid: server.pid,
    packets: async () => Number(await snmpGet(target, 'public', SNMP_IN_PKTS)),
    steer: (steering) => {
      writeFileSync(`${control}.new`, JSON.stringify(steering))
      renameSync(`${control}.new`, control)
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

const engineLines = (engine: SnmpdOptions['engine']) => (engine ? [`exactEngineID 0x${engine.id}`] : [])

const configuration = [
  'sysName agent1',
  'sysLocation Tam Kỳ, phòng máy',
  'sysContact noc@example.test',
  'rocommunity public 127.0.0.0/8',
  'createUser noauth1',
  `createUser auth1 SHA ${AUTH_KEY}`,
  `createUser md5des MD5 ${AUTH_KEY} DES ${PRIV_KEY}`,
  `createUser shaaes SHA ${AUTH_KEY} AES ${PRIV_KEY}`,
  `createUser sha256aes SHA-256 ${AUTH_KEY} AES ${PRIV_KEY}`,
  `createUser md5aes MD5 ${AUTH_KEY} AES ${PRIV_KEY}`,
  `createUser sha256aes256 SHA-256 ${AUTH_KEY} AES-256 ${PRIV_KEY}`,
  `createUser sha512aes256 SHA-512 ${AUTH_KEY} AES-256 ${PRIV_KEY}`,
  'rouser noauth1 noauth',
  'rouser auth1 auth',
  ...['md5des', 'shaaes', 'sha256aes', 'md5aes', 'sha256aes256', 'sha512aes256'].map((user) => `rouser ${user} priv`),
  'dontLogTCPWrappersConnects yes',
]

const simulated = (interfaces: number | undefined, control: string): string[] =>
  interfaces === undefined
    ? []
    : [
        `pass_persist -p 50 .1.3.6.1.2.1.2 ${process.execPath} ${helper} ifTable ${interfaces} ${control}`,
        `pass_persist -p 50 .1.3.6.1.2.1.31.1.1 ${process.execPath} ${helper} ifXTable ${interfaces} ${control}`,
      ]
