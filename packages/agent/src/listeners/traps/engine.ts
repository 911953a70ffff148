import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '@vonggac/model'
import { BerError } from '../../probes/snmp/ber.ts'
import { acknowledgement } from './community-message.ts'
import { readTrapPdu, type TrapPdu } from './trap-pdu.ts'
import {
  decrypted,
  encrypted,
  isSigned,
  type LocalKeys,
  localKeys,
  type PreparedUser,
  SALT_BYTES,
  sign,
} from './usm-keys.ts'
import {
  flag,
  type Outgoing,
  pduInScoped,
  readV3Message,
  reportPdu,
  type V3Message,
  writeV3Message,
} from './v3-message.ts'

/** Why a message of v3 was not believed: the counters of usmStats (RFC 3414 §5), which reports name. */
const REASONS = {
  level: '1.3.6.1.6.3.15.1.1.1.0',
  time: '1.3.6.1.6.3.15.1.1.2.0',
  user: '1.3.6.1.6.3.15.1.1.3.0',
  engine: '1.3.6.1.6.3.15.1.1.4.0',
  digest: '1.3.6.1.6.3.15.1.1.5.0',
  decryption: '1.3.6.1.6.3.15.1.1.6.0',
} as const
export type Refused = keyof typeof REASONS

/** What became of a message: a trap with the answer that it wants, or why it is none and what the sender should be told. */
export type Received =
  | { readonly pdu: TrapPdu; readonly user: string; readonly answer: Buffer | undefined }
  | { readonly refused: Refused; readonly user: string; readonly answer: Buffer | undefined }

/** Our side of SNMPv3: the users whose traps and informs are believed. */
export interface Engine {
  /** Reads a datagram of v3. Throws `BerError` for what is none. */
  receive(bytes: Buffer): Received
}

/** RFC 3414 §2.2.3, seconds. */
const WINDOW_S = 150
/** Counts of starts begin here (2020-01-01, Unix s), so that they fit in 31 bits until 2088. */
const BOOTS_EPOCH_S = 1_577_836_800

/**
 * The engine of an agent. Senders of informs remember our engine's id and count of starts, so both have to last without
 * being kept anywhere: the id follows from the agent's, and the moment of the start counts the starts, for it only grows.
 *
 * Traps are under the sender's clock, which is not checked: makers restart theirs as they like, and whoever plays back
 * an old trap has a device polled that is well, no more.
 */
export function createEngine(agent: string, users: readonly PreparedUser[], clock: Clock): Engine {
  const engineId = engineIdOf(agent)
  const boots = Math.max(1, Math.floor(clock.now() / 1_000) - BOOTS_EPOCH_S)
  const start = clock.monotonic()
  const byName = new Map(users.map((user) => [user.user, user]))
  const counts: Record<Refused, number> = { level: 0, time: 0, user: 0, engine: 0, digest: 0, decryption: 0 }
  const timeNow = () => Math.floor((clock.monotonic() - start) / 1_000)

  const send = (message: Pick<Outgoing, 'id' | 'user' | 'flags' | 'scoped'>, keys: LocalKeys): Buffer => {
    const at = { boots, time: timeNow() }
    const isPrivate = (message.flags & flag.priv) !== 0
    const salt = isPrivate ? randomBytes(SALT_BYTES) : Buffer.alloc(0)
    const scoped = isPrivate ? encrypted(message.scoped, keys.priv!, { salt, ...at }) : message.scoped
    const auth = (message.flags & flag.auth) !== 0 ? keys.auth : undefined
    const digestBytes = auth?.digestBytes ?? 0
    const { bytes, digestAt } = writeV3Message({ ...message, ...at, engineId, digestBytes, salt, scoped })
    if (auth) sign(bytes, digestAt, auth)
    return bytes
  }
  /** `keys` only for somebody who has proved that he has them. */
  const refuse = ({ id, flags, user }: V3Message, refused: Refused, keys?: LocalKeys): Received => {
    counts[refused]++
    if ((flags & flag.reportable) === 0) return { refused, user, answer: undefined }
    const scoped = reportPdu(engineId, REASONS[refused], counts[refused])
    return { refused, user, answer: send({ id, user, flags: keys ? flag.auth : 0, scoped }, keys ?? {}) }
  }

  return {
    receive(bytes) {
      const message = readV3Message(bytes)
      const isOurs = message.engineId.equals(engineId)
      // What wants an answer is under our clock; who does not know it asks for it this way.
      if ((message.flags & flag.reportable) !== 0 && !isOurs) return refuse(message, 'engine')
      const user = byName.get(message.user)
      if (!user) return refuse(message, 'user')
      const keys = localKeys(user, message.engineId)
      const wanted = (keys.auth ? flag.auth : 0) | (keys.priv ? flag.priv : 0)
      if ((message.flags & (flag.auth | flag.priv)) !== wanted) return refuse(message, 'level')
      if (keys.auth && !isSigned(bytes, message, keys.auth)) return refuse(message, 'digest')
      const isTimely = message.boots === boots && Math.abs(message.time - timeNow()) <= WINDOW_S
      if (isOurs && keys.auth && !isTimely) return refuse(message, 'time', keys)
      const scoped = keys.priv ? decrypted(message.scoped, keys.priv, message) : message.scoped
      const pdu = scoped && pduIn(scoped, keys.priv !== undefined)
      if (!scoped || !pdu) return refuse(message, 'decryption')
      if (!pdu.isInform) return { pdu, user: message.user, answer: undefined }
      if (!isOurs) return refuse(message, 'engine')
      const answer = send(
        { id: message.id, user: message.user, flags: wanted, scoped: acknowledgement(scoped, pdu.at) },
        keys,
      )
      return { pdu, user: message.user, answer }
    },
  }
}

/** What a wrong key leaves is no PDU; in the clear that is the sender's mistake. */
function pduIn(scoped: Buffer, wasEncrypted: boolean): TrapPdu | undefined {
  try {
    return readTrapPdu(scoped, pduInScoped(scoped))
  } catch (error) {
    if (wasEncrypted && error instanceof BerError) return undefined
    throw error
  }
}

/** RFC 3411 §5: format 5, octets that the administrator chose. We have no number among the enterprises: 0 is reserved. */
export function engineIdOf(agent: string): Buffer {
  const own = createHash('sha256').update(`vonggac trap receiver ${agent}`).digest().subarray(0, 12)
  return Buffer.concat([Buffer.from('8000000005', 'hex'), own])
}
