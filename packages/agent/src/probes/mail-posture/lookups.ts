import { type Clock, ProbeFailure } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import { ask, type NameServer } from '../dns/ask.ts'
import { targetFailure } from '../target-failure.ts'

export type LookupType = DnsConfig['type']

/** What the DNS says of a name. */
export interface Found {
  /** As zone files write them, sorted; none where there is nothing of the type, or no such name. */
  readonly records: readonly string[]
  /** The name is there, with records of whatever type. */
  readonly exists: boolean
}

/** Asks name servers, each question once a run. Rejects with `LookupError` where no server has an answer. */
export interface Lookups {
  ask(name: string, type: LookupType): Promise<Found>
}

/** Nobody knows: it says nothing about the domain. */
export class LookupError extends Error {
  override name = 'LookupError'
}

/** Questions of one run: twice what the largest domain with every option needs. */
export const MAX_QUESTIONS = 1_000
/** Questions on the way at the same time. */
const MAX_AT_ONCE = 8
/** How a server is asked. A blocklist or a far-away domain takes its time. */
const MANNER = { transport: 'udp', tries: 2, waitMs: 2_000 } as const

/** Looks names up for one run, from the servers in turn. */
export function createLookups(
  servers: readonly NameServer[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Lookups {
  const known = new Map<string, Promise<Found>>()
  const turns = createTurns(MAX_AT_ONCE)
  const lookUp = async (name: string, type: LookupType): Promise<Found> => {
    let why = ''
    for (const server of servers) {
      try {
        const question = { name, type, recursion: true, dnssec: 'off' } as const
        const { answer } = await turns(() => ask(server, question, MANNER, { clock, signal }))
        const { rcode, records } = answer
        if (rcode === 'NOERROR') return { records, exists: true }
        if (rcode === 'NXDOMAIN') return { records: [], exists: false }
        why = `${server.label} answers ${rcode}`
      } catch (error) {
        const { detail } = targetFailure(error, signal, silent, 'no answer before the deadline')
        // Stopping was thrown on; at the deadline, whatever is still to be asked is not known.
        why = `${server.label}: ${detail}`
      }
    }
    throw new LookupError(`${name} ${type}: ${why}`)
  }
  return {
    ask(name, type) {
      const key = `${name.toLowerCase().replace(/\.$/, '')} ${type}`
      let answer = known.get(key)
      if (!answer) {
        if (known.size >= MAX_QUESTIONS)
          return Promise.reject(new ProbeFailure('protocol', `the domain takes more than ${MAX_QUESTIONS} questions`))
        answer = lookUp(name, type)
        known.set(key, answer)
      }
      return answer
    },
  }
}

const silent = Object.fromEntries(
  [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EHOSTDOWN',
    'EINVAL',
    'EACCES',
  ].map((code) => [code, { error: 'dns', detail: code } as const]),
)

/** Lets so many run at once; the others wait for their turn. */
function createTurns(max: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}

/** The addresses of a name, both families. */
export async function addressesOf(name: string, lookups: Lookups): Promise<string[]> {
  const [v4, v6] = await Promise.all([lookups.ask(name, 'A'), lookups.ask(name, 'AAAA')])
  return [...v4.records, ...v6.records]
}

/** Texts that begin with a version, such as `v=spf1`: several stand under one name, of which one is meant. */
export async function textsOf(name: string, version: string, lookups: Lookups): Promise<string[]> {
  const { records } = await lookups.ask(name, 'TXT')
  return records.filter((text) => {
    const begin = text.slice(0, version.length)
    const next = text[version.length]
    return begin.toLowerCase() === version.toLowerCase() && (next === undefined || /[\s;]/.test(next))
  })
}
