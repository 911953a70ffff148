import { BlockList, isIP } from 'node:net'
import { type Clock, ConfigError } from '@vonggac/model'
import type { NameCache } from '../../probes/name-cache.ts'

/** Whose packets are answered. */
export interface PeerList extends Disposable {
  /** `address` as the system writes it: an IPv4 address also where the socket speaks IPv6. */
  allows(address: string): boolean
}

/** Names are looked up again this often, ms: a peer that moves is known again after a minute. */
const AGAIN_MS = 60_000

/**
 * A list of addresses, networks (`10.33.0.0/16`) and host names. A name without an address allows nobody until it has one; what is
 * no address is a name. Rejects with a `ConfigError` for what can be neither. Disposing ends the looking up.
 */
export async function createPeerList(
  entries: readonly string[],
  { clock, names }: { readonly clock: Clock; readonly names: NameCache },
): Promise<PeerList> {
  const wrong = entries.find((entry) => !isLiteral(entry) && !/^[\w.-]+$/.test(entry))
  if (wrong !== undefined)
    throw new ConfigError(`peer ${wrong}: expected an address, a network such as 10.33.0.0/16, or a host name`)
  const hosts = entries.filter((entry) => !isLiteral(entry))
  const literals = entries.filter(isLiteral)
  let list = blockListOf(literals)
  let cancel = () => {}
  const refresh = async () => {
    const found = await Promise.allSettled(hosts.map((host) => names.resolve(host)))
    list = blockListOf([...literals, ...found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))])
  }
  const again = () => {
    cancel = clock.after(AGAIN_MS, () => void refresh().then(again))
  }
  if (hosts.length > 0) {
    await refresh()
    again()
  }
  return {
    allows(address) {
      const plain = plainAddress(address)
      return list.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4')
    },
    [Symbol.dispose]() {
      cancel()
      cancel = () => {}
    },
  }
}

/** Without the zone of a link-local address, and an IPv4 address out of its IPv6 form. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')

/** `10.33.0.0/16` in its parts; `undefined` for what is no network. */
export function networkOf(text: string): { address: string; bits: number } | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const family = match ? isIP(match[1]!) : 0
  const bits = Number(match?.[2])
  return match && family !== 0 && bits <= (family === 4 ? 32 : 128) ? { address: match[1]!, bits } : undefined
}

const isLiteral = (entry: string) => isIP(entry) !== 0 || networkOf(entry) !== undefined

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const network = networkOf(entry)
    const family = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')
    if (network) list.addSubnet(network.address, network.bits, family(network.address))
    else list.addAddress(entry, family(entry))
  }
  return list
}
