import { isIP } from 'node:net'
import { ProbeFailure } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import type { NameCache } from '../name-cache.ts'
import type { NameServer } from './ask.ts'
import type { DnsAnswer, DnsQuestion } from './message.ts'

/** Name servers of a zone that are asked at most: more than any zone has. */
const MAX_SERVERS = 16

interface Sources {
  readonly names: NameCache
  /** Name servers of this machine as node:dns gives them: `10.0.0.1`, `10.0.0.1:53`, `[::1]:53`. */
  readonly system: () => readonly string[]
  /** Asks the servers of this machine. */
  readonly lookUp: (question: DnsQuestion) => Promise<DnsAnswer>
}

/** Who is asked: the configured servers, those of the zone, or those of this machine. Rejects with a `ProbeFailure` when there are none. */
export async function serversFor(
  config: Pick<DnsConfig, 'servers' | 'port' | 'allServers' | 'name'>,
  sources: Sources,
): Promise<readonly NameServer[]> {
  const { servers, port, allServers } = config
  if (servers.length > 0) {
    const found = await Promise.allSettled(servers.map((server) => sources.names.resolve(server)))
    const known = found.flatMap((each, at) =>
      each.status === 'fulfilled' ? [{ address: each.value, port, label: servers[at]! }] : [],
    )
    const failed = found.find((each) => each.status === 'rejected')
    // Of all of them none may be left out silently; else the others can answer in its place.
    if (failed && (allServers || known.length === 0)) throw failed.reason
    return known
  }
  return allServers ? await serversOfZone(config, sources) : systemServers(sources.system())
}

/** Reads what node:dns gives. Throws `ProbeFailure('local')` when this machine has no name server. */
export function systemServers(texts: readonly string[]): readonly NameServer[] {
  if (texts.length === 0) throw new ProbeFailure('local', 'this machine has no name server configured')
  return texts.map((text) => {
    if (isIP(text)) return { address: text, port: 53, label: text }
    const [, bracketed, plain, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(text) ?? []
    return { address: bracketed ?? plain ?? text, port: Number(port ?? 53), label: text }
  })
}

/** The servers of the zone that a name is in: the nearest name above it that has any. */
async function serversOfZone(
  { name, port }: Pick<DnsConfig, 'name' | 'port'>,
  { lookUp }: Sources,
): Promise<readonly NameServer[]> {
  const labels = name.replace(/\.$/, '').split('.')
  for (let above = 0; above < labels.length; above++) {
    const zone = labels.slice(above).join('.')
    const { records } = await lookUp(plain(zone, 'NS'))
    if (records.length === 0) continue
    const found = await Promise.all(
      records.slice(0, MAX_SERVERS).map(async (server) => ({ server, address: await addressOf(server, lookUp) })),
    )
    const known = found.flatMap(({ server, address }) =>
      address === undefined ? [] : [{ address, port, label: server }],
    )
    if (known.length > 0) return known
    throw new ProbeFailure('dns', `none of the name servers of ${zone} has an address`)
  }
  throw new ProbeFailure('dns', `no zone found that has ${name} in it`)
}

async function addressOf(server: string, lookUp: Sources['lookUp']): Promise<string | undefined> {
  for (const type of ['A', 'AAAA'] as const) {
    const { records } = await lookUp(plain(server, type))
    if (records[0] !== undefined) return records[0]
  }
  return undefined
}

const plain = (name: string, type: DnsQuestion['type']): DnsQuestion => ({ name, type, recursion: true, dnssec: 'off' })
