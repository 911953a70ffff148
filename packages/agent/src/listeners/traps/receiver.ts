import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { type Clock, ConfigError, type Log } from '@vonggac/model'
import { BerError } from '../../probes/snmp/ber.ts'
import { acknowledgement, readCommunityMessage, versionOf } from './community-message.ts'
import { createEngine, type Engine, type Refused } from './engine.ts'
import { createSourceLimit } from './source-limit.ts'
import type { SnmpVersion, TrapPdu } from './trap-pdu.ts'
import type { PreparedUser } from './usm-keys.ts'

/** A trap that is believed, and from where it came. */
export interface ArrivedTrap extends TrapPdu {
  readonly version: SnmpVersion
  readonly sender: string
}

/** What came in since the start, by what became of it. */
export interface TrapCounts {
  received: number
  accepted: number
  informs: number
  /** Dropped unread, because the source or all sources together sent too much. */
  limited: number
  malformed: number
  wrong_community: number
  /** v3: unknown user, wrong keys, too low a level. A question for our engine is none of these. */
  wrong_user: number
}

export interface ReceiverOptions {
  /** `address:port`. */
  readonly listen: string
  /** Communities of v1 and v2c; `undefined`: all. */
  readonly communities: readonly string[] | undefined
  readonly users: readonly PreparedUser[]
  readonly rate: number
  readonly burst: number
  /** Whose engine of SNMPv3 this is. */
  readonly agent: string
}

export interface Receiver extends AsyncDisposable {
  readonly counts: Readonly<TrapCounts>
  /** Sources that are remembered. */
  readonly sources: number
  /** `address:port` where it listens. */
  readonly address: string
}

/** Traps come in bursts, when half a network goes down: this many bytes may wait. */
const RECEIVE_BUFFER = 1_048_576
/** What goes wrong is said this often at most, ms; the counters know it all. */
const SAY_AGAIN_MS = 60_000

/** Opens the socket. Nothing that arrives can end it. Throws a `ConfigError` when it cannot listen there. */
export async function startReceiver(
  options: ReceiverOptions,
  { clock, log, heard }: { clock: Clock; log: Log; heard: (trap: ArrivedTrap) => void },
): Promise<Receiver> {
  const counts: TrapCounts = {
    received: 0,
    accepted: 0,
    informs: 0,
    limited: 0,
    malformed: 0,
    wrong_community: 0,
    wrong_user: 0,
  }
  const limit = createSourceLimit(options)
  const complain = createComplaints(clock, log)
  const read = createReader(options, createEngine(options.agent, options.users, clock))
  const socket = await openSocket(options.listen)

  const take = (bytes: Buffer, from: RemoteInfo) => {
    const sender = from.address.replace(/^::ffff:(?=\d+\.)/, '')
    counts.received++
    const { ok, first } = limit.take(sender, clock.monotonic())
    if (!ok) {
      counts.limited++
      if (first) complain('traps are dropped: a source sends more than it may', { source: sender })
      return
    }
    const outcome = read(bytes)
    if (outcome.answer) socket.send(outcome.answer, from.port, from.address, () => {})
    if (outcome.pdu) {
      counts.accepted++
      if (outcome.pdu.isInform) counts.informs++
      heard({ ...outcome.pdu, version: outcome.version, sender })
    } else if (outcome.fault) {
      counts[outcome.fault]++
      complain(`a trap is not taken: ${outcome.why}`, { source: sender })
    }
  }
  socket.on('message', (bytes, from) => {
    try {
      take(bytes, from)
    } catch (error) {
      complain('a trap could not be handled: this is a bug of ours', { error, source: from.address })
    }
  })
  socket.on('error', (error) => complain('the socket for traps has an error', { error }))
  return {
    counts,
    get sources() {
      return limit.sources
    },
    address: `${socket.address().address}:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.removeAllListeners('message')
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}

interface Outcome {
  readonly version: SnmpVersion
  readonly pdu?: TrapPdu
  readonly answer?: Buffer | undefined
  readonly fault?: 'malformed' | 'wrong_community' | 'wrong_user'
  readonly why?: string
}

const REFUSALS: Readonly<Record<Exclude<Refused, 'engine' | 'time'>, string>> = {
  user: 'its user is not known here',
  level: 'its user must sign (and encrypt) as the configuration says',
  digest: 'its authentication key is wrong',
  decryption: 'its privacy key is wrong',
}

/** A datagram as what it is. Never throws. */
function createReader({ communities }: ReceiverOptions, engine: Engine): (bytes: Buffer) => Outcome {
  const wanted = communities?.map((community) => Buffer.from(community))
  return (bytes) => {
    try {
      if (versionOf(bytes) === 3) return ofV3(engine, bytes)
      const { version, community, ...pdu } = readCommunityMessage(bytes)
      if (wanted && !wanted.some((each) => each.equals(community)))
        return { version, fault: 'wrong_community', why: 'its community is not one of those configured' }
      return { version, pdu, answer: pdu.isInform ? acknowledgement(bytes, pdu.at) : undefined }
    } catch (error) {
      if (!(error instanceof BerError)) throw error
      return { version: '1', fault: 'malformed', why: `it is no SNMP (${error.message})` }
    }
  }
}

function ofV3(engine: Engine, bytes: Buffer): Outcome {
  const version = '3'
  const outcome = engine.receive(bytes)
  if ('pdu' in outcome) return { version, pdu: outcome.pdu, answer: outcome.answer }
  const { refused, answer } = outcome
  // To ask for our engine and its clock is how every conversation begins.
  if (refused === 'engine' || refused === 'time') return { version, answer }
  return { version, answer, fault: 'wrong_user', why: REFUSALS[refused] }
}

async function openSocket(listen: string): Promise<Socket> {
  const at = listen.lastIndexOf(':')
  const host = listen.slice(0, at).replace(/^\[(.*)\]$/, '$1')
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' })
  try {
    socket.bind({ port: Number(listen.slice(at + 1)), address: host })
    await once(socket, 'listening')
  } catch (cause) {
    socket.close()
    const { code, message } = cause as NodeJS.ErrnoException
    throw new ConfigError(`traps cannot be received at ${listen}: ${WHY_NOT[code ?? ''] ?? message}`, { cause })
  }
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER)
  } catch {
    // The system's own is smaller, and works.
  }
  return socket
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there (snmptrapd?)',
  EACCES:
    'ports below 1024 need the capability CAP_NET_BIND_SERVICE; or listen on 1162 and redirect, see docs/traps.md',
  EADDRNOTAVAIL: 'this machine does not have that address',
}

/** Says each kind of trouble once a minute at most: whoever sends rubbish must not fill the log as well. */
function createComplaints(clock: Clock, log: Log) {
  const said = new Map<string, number>()
  return (message: string, data: Record<string, unknown>) => {
    const last = said.get(message)
    if (last !== undefined && clock.monotonic() - last < SAY_AGAIN_MS) return
    if (said.size >= MAX_COMPLAINTS) said.delete(said.keys().next().value!)
    said.set(message, clock.monotonic())
    log.warn(message, data)
  }
}

/** Messages that hold what the sender wrote are of many kinds, but not of more than a few dozen. */
const MAX_COMPLAINTS = 64
