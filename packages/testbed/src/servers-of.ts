import type { Config } from '@vonggac/model/inventory'
import type { TlsMode } from './line-server.ts'
import type { SimulatedServer } from './servers.ts'
import { STUN_PORT } from './stun.ts'

/** What checks of a configuration on loopback want of one machine. */
interface Wanted {
  readonly address: string
  readonly server: SimulatedServer
  /** By which it is called beside its address. */
  readonly name?: string
}

type Check = Config['services'][number]['checks'][number]

const OVER_UDP: readonly string[] = ['dns', 'ntp', 'stun']

/** What a machine runs because of the checks of services, and the TCP ports that beside it only accept connections. Pure. */
export function serversAt(
  checks: readonly Check[],
  { address, tcp }: { readonly address: string; readonly tcp: readonly number[] },
): { readonly servers: SimulatedServer[]; readonly names: string[]; readonly tcp: number[] } {
  // What a check of certificates speaks to may be a mail server: then another check says so.
  const wanted = checks
    .toSorted((a, b) => Number(a.kind === 'tls') - Number(b.kind === 'tls'))
    .flatMap(wantedBy)
    .filter((each) => each.address === address)
  const servers = wanted
    .map(({ server }) => server)
    .filter((server, at, all) => all.findIndex(({ port }) => port === server.port) === at)
  const taken = new Set(servers.filter(({ kind }) => !OVER_UDP.includes(kind)).map(({ port }) => port))
  const asked = checks.flatMap(({ kind, host, port }) =>
    kind === 'tcp' && host === address && typeof port === 'number' ? [port] : [],
  )
  return {
    servers,
    names: [...new Set(wanted.flatMap(({ name }) => (name === undefined ? [] : [name])))],
    tcp: [...new Set([...tcp, ...asked])].filter((port) => !taken.has(port)),
  }
}

/** The machines whose web pages checks look at. Pure. */
export const webAddresses = (checks: readonly Check[]): string[] => [
  ...new Set(
    checks
      .filter(({ kind }) => kind === 'http' || kind === 'journey')
      .flatMap((check) => wantedBy(check).map(({ address }) => address)),
  ),
]

/** The servers that a check talks to. Pure. */
function wantedBy(check: Check): Wanted[] {
  switch (check.kind) {
    case 'http':
      return webOf(String(check.url), check.connectTo, check.connectPort)
    case 'journey':
      return webOf(String(check.base))
    case 'tls':
      return [{ ...at(check), server: { kind: 'web', port: Number(check.port), tls: true } }]
    case 'smtp':
    case 'imap':
    case 'pop3':
      return [mailOf(check.kind, check)]
    case 'mail_flow':
      return [mailOf('smtp', check.smtp as Options), mailOf('imap', check.imap as Options)]
    case 'dns':
    case 'mail_posture':
      return (check.servers as readonly string[]).map((address) => ({
        address,
        server: { kind: 'dns', port: Number(check.port) },
      }))
    case 'ntp':
      return [{ ...at(check), server: { kind: 'ntp', port: Number(check.port) } }]
    case 'stun':
      return [{ ...at(check), server: { kind: 'stun', port: Number(check.port ?? STUN_PORT) } }]
    default:
      return []
  }
}

type Options = Readonly<Record<string, unknown>>

const at = ({ host, serverName }: Options) => ({
  address: String(host),
  ...(typeof serverName === 'string' && { name: serverName }),
})

const mailOf = (kind: 'smtp' | 'imap' | 'pop3', options: Options): Wanted => ({
  ...at(options),
  server: { kind, port: Number(options.port), tls: (options.tls as TlsMode | undefined) ?? 'starttls' },
})

function webOf(text: string, connectTo?: unknown, connectPort?: unknown): Wanted[] {
  const url = URL.parse(text)
  if (!url) return []
  const tls = url.protocol === 'https:'
  const port = Number(connectPort ?? (url.port || (tls ? 443 : 80)))
  const server = { kind: 'web', port, tls } as const
  return typeof connectTo === 'string'
    ? [{ address: connectTo, server, name: url.hostname }]
    : [{ address: url.hostname, server }]
}
