import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOpen } from './nginx.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** The user of its relays, and the realm. */
export const TURN_USER = { user: 'turn', password: 'turnpw12', realm: 'turn.example.test' } as const

export interface Coturn extends ServerProcess {
  /** Relays that it made, and that it cleared away, as its log says: within two seconds of being given back. */
  relays(): { readonly made: number; readonly cleared: number }
}

/**
 * Starts coturn on 127.0.0.1: STUN and TURN over UDP and TCP on `port`, over TLS on `tlsPort`, relays on `relayPorts`.
 * `more`: further lines of its configuration.
 */
export async function startCoturn(
  dir: string,
  options: {
    readonly port: number
    readonly tlsPort: number
    readonly relayPorts: readonly [number, number]
    readonly cert: string
    readonly key: string
    readonly more?: readonly string[]
  },
): Promise<Coturn> {
  const file = join(dir, 'turnserver.conf')
  const { user, password, realm } = TURN_USER
  const lines = [
    ...['listening-ip=127.0.0.1', 'relay-ip=127.0.0.1', `listening-port=${options.port}`],
    ...[
      `tls-listening-port=${options.tlsPort}`,
      `min-port=${options.relayPorts[0]}`,
      `max-port=${options.relayPorts[1]}`,
    ],
    ...[`realm=${realm}`, 'fingerprint', 'lt-cred-mech', `user=${user}:${password}`, `userdb=${dir}/turndb`],
    ...[`cert=${options.cert}`, `pkey=${options.key}`, 'allow-loopback-peers', 'no-cli', 'no-multicast-peers'],
    ...['log-file=stdout', 'simple-log', 'verbose', `pidfile=${dir}/turnserver.pid`, 'relay-threads=1'],
    ...(options.more ?? []),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const server = await startServerProcess({
    command: 'turnserver',
    args: ['-c', file],
    debianPackage: 'coturn',
    ready: () => isOpen(options.port),
  })
  const count = (pattern: RegExp) => server.output().match(pattern)?.length ?? 0
  return {
    ...server,
    relays: () => ({ made: count(/: new, realm=/g), cleared: count(/: delete: realm=/g) }),
  }
}
