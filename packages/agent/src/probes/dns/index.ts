import { getServers } from 'node:dns'
import type { Clock, Log } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { createNameCache } from '../name-cache.ts'
import { type Failure, noWay, targetFailure } from '../target-failure.ts'
import { type Asked, ask, type NameServer } from './ask.ts'
import type { DnsAnswer, DnsQuestion } from './message.ts'
import { dnsReading, type Outcome } from './reading.ts'
import { serversFor, systemServers } from './servers.ts'

/** What the probe is made of. */
export interface DnsDeps {
  readonly clock: Clock
  readonly log: Log
  /** The name servers of this machine; the system's unless given. */
  readonly systemServers?: () => readonly string[]
}

type Deps = Pick<ProbeContext, 'clock' | 'signal'>

/** Asks name servers and looks at what they say: one after the other until one answers, or all of them. */
export function createDnsProbe({ clock, systemServers: system = getServers }: DnsDeps): Probe<DnsConfig> {
  const names = createNameCache(clock)
  return {
    kind: 'dns',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      const deps = { clock, signal }
      const lookUp = (question: DnsQuestion) => answerOf(systemServers(system()), question, deps)
      const servers = await serversFor(config, { names, system, lookUp })
      const outcomes = config.allServers
        ? await Promise.all(servers.map((server) => outcomeOf(server, config, deps)))
        : await untilAnswered(servers, config, deps)
      return dnsReading(config, outcomes, clock.now())
    },
  }
}

async function untilAnswered(servers: readonly NameServer[], config: DnsConfig, deps: Deps): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const server of servers) {
    const outcome = await outcomeOf(server, config, deps)
    outcomes.push(outcome)
    if (outcome.asked || deps.signal.aborted) break
  }
  return outcomes
}

/** Asks one server. Its failure is one of the target; what is our own is thrown. */
async function outcomeOf(server: NameServer, config: DnsConfig, deps: Deps): Promise<Outcome> {
  try {
    return { server, asked: await ask(server, config, config, deps) }
  } catch (error) {
    return { server, failure: targetFailure(error, deps.signal, failures, 'no answer before the deadline') }
  }
}

/** The question put to the first server that answers it. */
async function answerOf(servers: readonly NameServer[], question: DnsQuestion, deps: Deps): Promise<DnsAnswer> {
  let last: unknown
  for (const server of servers) {
    try {
      const { answer }: Asked = await ask(server, question, LOOK_UP, deps)
      return answer
    } catch (error) {
      deps.signal.throwIfAborted()
      last = error
    }
  }
  throw last
}

/** How the name servers of a zone are looked up. */
const LOOK_UP = { transport: 'udp', tries: 2, waitMs: 1_500 } as const

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'refused: nothing listens on this port' },
  ECONNRESET: { error: 'reset', detail: 'the connection was reset' },
  EPIPE: { error: 'reset', detail: 'the connection was reset' },
  ETIMEDOUT: { error: 'timeout', detail: 'no answer to the connection request' },
  ...noWay,
}
