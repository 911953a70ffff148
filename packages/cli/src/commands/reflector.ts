import { createSecretKey } from 'node:crypto'
import { openReflector, type Reflector } from '@vonggac/agent'
import { type Log, systemClock } from '@vonggac/model'
import { aborted } from '../aborted.ts'
import { type Call, type Command, type Io, optional, UsageError } from '../command.ts'
import { readSecret } from '../secret.ts'

/** `vonggac reflector`: the far end of a measurement, for as long as somebody wants to measure. */
export const reflector: Command = {
  name: 'reflector',
  summary: 'Answer STAMP test packets (RFC 8762), so that somebody elsewhere can measure the path to this machine.',
  usage: ['reflector --peer ADDRESS [--listen ADDRESS:PORT] [--key ENV]'],
  options: {
    peer: {
      type: 'string',
      multiple: true,
      value: 'ADDRESS',
      help: 'whom to answer: an address, a network such as 10.33.0.0/16 or a host name; may stand several times',
    },
    listen: {
      type: 'string',
      value: 'ADDRESS:PORT',
      default: '0.0.0.0:862',
      help: 'where to listen; ports below 1024 need root or CAP_NET_BIND_SERVICE',
    },
    key: {
      type: 'string',
      value: 'ENV',
      help: 'environment variable with the key of both ends: unsigned packets are refused',
    },
    rate: { type: 'string', value: 'PACKETS', default: '1000', help: 'packets a second that one peer may send' },
  },
  notes:
    'At the other end: vonggac probe stamp THIS-MACHINE[:PORT] --set profile=audio\nRuns until it is stopped; says every 10 s what came, when that has changed.',
  async run(call) {
    const { io } = call
    const log: Log = {
      info: () => {},
      error: (text) => io.err(`${text}\n`),
      warn: (text, data) => io.err(`${text}: ${data?.from}\n`),
    }
    const env = optional(call, 'key')
    const key = env === undefined ? undefined : createSecretKey(keyText(env), 'utf8')
    const plan = { listen: listenOf(call), peers: peersOf(call), packetsPerSecond: rateOf(call) }
    await using running = await openReflector(plan, key, { clock: systemClock, log })
    io.out(
      `reflector on ${optional(call, 'listen')} (UDP), ${key === undefined ? 'without a key' : 'signed packets only'}\n`,
    )
    io.out(`at the other end: vonggac probe stamp THIS-MACHINE:${running.port}\n`)
    await reporting(running, call.signal, io)
    return 0
  },
}

function keyText(env: string): string {
  const text = readSecret({ env })
  if (text === '') throw new UsageError(`--key ${env}: the environment variable is empty`)
  return text
}

const REPORT_MS = 10_000

async function reporting(running: Reflector, signal: AbortSignal, io: Io): Promise<void> {
  let told = ''
  const tell = () => {
    const { counters, sessions } = running
    const parts = Object.entries(counters).filter(
      ([name, count]) => count > 0 || name === 'received' || name === 'reflected',
    )
    const text = [...parts.map(([name, count]) => `${count} ${name}`), `${sessions} sessions`].join(', ')
    if (text !== told && counters.received > 0) io.out(`${text}\n`)
    told = text
  }
  const stopped = aborted(signal)
  while (!signal.aborted) {
    await Promise.race([stopped, systemClock.sleep(REPORT_MS, signal).catch(() => {})])
    tell()
  }
}

function listenOf(call: Call) {
  const text = String(call.values.listen)
  const match = /^(?:\[([\da-f:]+)\]|([\d.]+)):(\d{1,5})$/i.exec(text)
  const port = Number(match?.[3])
  const address = match?.[1] ?? match?.[2]
  if (!address || port > 65_535) throw new UsageError(`--listen ${text}: expected address:port, such as 0.0.0.0:862`)
  return { address, port }
}

/** Without a peer nothing would be answered: a reflector for everybody is one for those who forge addresses. */
function peersOf(call: Call): string[] {
  const peers = (call.values.peer ?? []) as string[]
  if (peers.length === 0)
    throw new UsageError('reflector needs --peer ADDRESS: whom it answers (0.0.0.0/0 is everybody)')
  return peers
}

function rateOf(call: Call): number {
  const rate = Number(call.values.rate)
  if (!Number.isInteger(rate) || rate < 1)
    throw new UsageError(`--rate ${call.values.rate}: expected a number of packets`)
  return rate
}
