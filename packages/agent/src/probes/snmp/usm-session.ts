import { type Clock, ProbeFailure } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import type { Session, User } from 'net-snmp'
import { Cancelled, failureOf } from './failure.ts'
import type { UserKeys } from './keys.ts'
import { bulkByNext, type DeviceSession, tableByVarbinds } from './session.ts'
import type { SharedSockets } from './shared-socket.ts'
import type { Varbind } from './value.ts'

type NetSnmp = typeof import('net-snmp')

/** Beyond the library's own tries: it never calls back for a request that its socket lost. */
const GRACE_MS = 500

/**
 * A conversation by SNMP v3 with the user-based security model (RFC 3414), which is net-snmp's work. The first request finds
 * the engine; what is found is kept for as long as the session.
 */
export async function openUsmSession(
  address: string,
  { credential, requestTimeoutMs, retries }: Pick<SnmpConfig, 'credential' | 'requestTimeoutMs' | 'retries'>,
  keys: UserKeys,
  { clock, sockets }: { clock: Clock; sockets: SharedSockets },
): Promise<DeviceSession> {
  // Lazily: 2 MB that an agent without SNMPv3 targets need not carry.
  const { default: snmp } = (await import('net-snmp')) as unknown as { default: NetSnmp }
  const waiting = new Set<(error: Error) => void>()
  const peer = sockets.peer(address, credential.port, () => {
    for (const reject of waiting) reject(new ProbeFailure('protocol', 'the answer is not one to the request'))
  })
  const session: Session = snmp.createV3Session(address, v3User(snmp, keys), {
    port: credential.port,
    timeout: requestTimeoutMs,
    retries,
    transport: address.includes(':') ? 'udp6' : 'udp4',
    // The library's loop guard throws a whole answer away for one value behind the end of a table; `Walk` has its own, a column.
    backwardsGetNexts: true,
    dgramModule: peer,
    context: keys.context,
  } as never)
  // A datagram that is no SNMP arrives as 'error', which would end the process if nobody listened.
  let garbage = 0
  session.on('error', () => {
    garbage++
  })
  // Finding the engine and setting its clock are requests of their own.
  const limitMs = requestTimeoutMs * (retries + 1) * 2 + GRACE_MS

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

  let hasBulk = true
  const self: DeviceSession = {
    get hasBulk() {
      return hasBulk
    },
    stopBulk() {
      hasBulk = false
    },
    async get(oids) {
      const answer = await ask<Varbind[]>((done) => session.get([...oids], done as never))
      if (answer.some(({ oid }) => oids.includes(oid))) return answer
      throw new ProbeFailure('protocol', 'the answer is about other objects than those asked for')
    },
    getNext: (oids) => ask<Varbind[]>((done) => session.getNext([...oids], done as never)),
    async getBulk(oids, single, repetitions) {
      if (!hasBulk) return await bulkByNext(self, oids, { single, repetitions })
      const answer = await ask<(Varbind | Varbind[])[]>((done) =>
        session.getBulk([...oids], single, repetitions, done as never),
      )
      return answer.map((each) => (Array.isArray(each) ? each : [each]))
    },
    table: (step) => tableByVarbinds(self, step),
    lastBytes: () => peer.lastBytes(),
    cancel: (reason) => session.cancelRequests(reason),
    close: () => void session.close(),
  }
  return self
}

function v3User(snmp: NetSnmp, { user, auth, priv }: UserKeys): User {
  const { SecurityLevel, AuthProtocols, PrivProtocols } = snmp
  const level = priv ? SecurityLevel.authPriv : auth ? SecurityLevel.authNoPriv : SecurityLevel.noAuthNoPriv
  return {
    name: user,
    level,
    ...(auth && { authProtocol: AuthProtocols[auth.protocol as keyof typeof AuthProtocols], authKey: auth.key }),
    ...(priv && { privProtocol: PrivProtocols[priv.protocol as keyof typeof PrivProtocols], privKey: priv.key }),
  }
}
