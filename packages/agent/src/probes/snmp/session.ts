import { type Clock, ProbeFailure } from '@vonggac/model'
import type { SnmpConfig, SnmpCredential } from '@vonggac/model/inventory'
import type { Session, User } from 'net-snmp'
import type { ProbeContext } from '../../probe.ts'
import { failureOf } from './failure.ts'
import type { SharedSockets } from './shared-socket.ts'
import type { Varbind } from './value.ts'

type NetSnmp = typeof import('net-snmp')

/** A credential with its secrets read. */
export interface Keys {
  readonly community?: string
  readonly user?: string
  readonly auth?: { readonly protocol: string; readonly key: string }
  readonly priv?: { readonly protocol: string; readonly key: string }
  readonly context?: string
}

/** Reads the secrets that a credential names. */
export function keysOf(credential: SnmpCredential, secret: ProbeContext['secret']): Keys {
  if (credential.version === '2c') return { community: secret(credential.community) }
  const { user, auth, priv, context } = credential
  return {
    user,
    context,
    ...(auth && { auth: { protocol: auth.protocol, key: secret(auth.key) } }),
    ...(priv && { priv: { protocol: priv.protocol, key: secret(priv.key) } }),
  }
}

/** What a request fails with when it is ended on purpose: by `cancel` or `close`. */
export class Cancelled extends Error {
  override name = 'Cancelled'
}

/** Beyond the library's own tries: it never calls back for a request that its socket lost. */
const GRACE_MS = 500

/** A conversation with one device. The caller owns it. */
export interface DeviceSession {
  /** Values of exactly these OIDs, in their order. */
  get(oids: readonly string[]): Promise<Varbind[]>
  /** The first `single` OIDs once, then `repetitions` values of each other one: a list an OID. */
  getBulk(oids: readonly string[], single: number, repetitions: number): Promise<Varbind[][]>
  /** Size of the last answer, bytes. */
  lastBytes(): number
  /** Ends the requests under way. */
  cancel(): void
  /** Idempotent. */
  close(): void
}

/** Opens a session over a shared socket. No network traffic yet; for v3 the first request finds the engine. */
export async function openSession(
  address: string,
  { credential, requestTimeoutMs, retries }: SnmpConfig,
  keys: Keys,
  { clock, sockets }: { clock: Clock; sockets: SharedSockets },
): Promise<DeviceSession> {
  // Lazily: 2 MB that an agent without SNMP targets need not carry.
  const { default: snmp } = (await import('net-snmp')) as unknown as { default: NetSnmp }
  const waiting = new Set<(error: Error) => void>()
  const peer = sockets.peer(address, credential.port, () => {
    for (const reject of waiting) reject(new ProbeFailure('protocol', 'the answer is not one to the request'))
  })
  const session = createSession(snmp, address, keys, {
    port: credential.port,
    timeout: requestTimeoutMs,
    retries,
    transport: address.includes(':') ? 'udp6' : 'udp4',
    // The library's loop guard throws a whole answer away for one value behind the end of a table; `Walk` has its own, a column.
    backwardsGetNexts: true,
    dgramModule: peer,
  })
  // A datagram that is no SNMP arrives as 'error', which would end the process if nobody listened.
  let garbage = 0
  session.on('error', () => {
    garbage++
  })
  const limitMs = requestTimeoutMs * (retries + 1) * (credential.version === '3' ? 2 : 1) + GRACE_MS

  const ask = async <T>(send: (done: (error: Error | null, answer?: unknown) => void) => void): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const before = garbage
    waiting.add(reject)
    const cancelLimit = clock.after(limitMs, () => reject(new ProbeFailure('timeout', 'no answer')))
    try {
      send((error, answer) => {
        if (error instanceof Cancelled) reject(error)
        else if (error) reject(failureOf(error, garbage > before))
        else resolve(answer as T)
      })
      return await promise
    } finally {
      cancelLimit()
      waiting.delete(reject)
    }
  }
  const get = async (oids: readonly string[]): Promise<Varbind[]> => {
    const answer = await ask<Varbind[]>((done) => session.get([...oids], done as never))
    if (answer.some(({ oid }) => oids.includes(oid))) return answer
    throw new ProbeFailure('protocol', 'the answer is about other objects than those asked for')
  }

  return {
    get,
    getBulk: (oids, single, repetitions) =>
      ask<(Varbind | Varbind[])[]>((done) => session.getBulk([...oids], single, repetitions, done as never)).then(
        (answer) => answer.map((each) => (Array.isArray(each) ? each : [each])),
      ),
    lastBytes: () => peer.lastBytes(),
    cancel: () => session.cancelRequests(new Cancelled('the run is over')),
    close: () => void session.close(),
  }
}

function createSession(snmp: NetSnmp, address: string, keys: Keys, options: Record<string, unknown>): Session {
  if (keys.community !== undefined) {
    return snmp.createSession(address, keys.community, { ...options, version: snmp.Version2c } as never)
  }
  return snmp.createV3Session(address, v3User(snmp, keys), { ...options, context: keys.context } as never)
}

function v3User(snmp: NetSnmp, { user, auth, priv }: Keys): User {
  const { SecurityLevel, AuthProtocols, PrivProtocols } = snmp
  const level = priv ? SecurityLevel.authPriv : auth ? SecurityLevel.authNoPriv : SecurityLevel.noAuthNoPriv
  return {
    name: user!,
    level,
    ...(auth && { authProtocol: AuthProtocols[auth.protocol as keyof typeof AuthProtocols], authKey: auth.key }),
    ...(priv && { privProtocol: PrivProtocols[priv.protocol as keyof typeof PrivProtocols], privKey: priv.key }),
  }
}
