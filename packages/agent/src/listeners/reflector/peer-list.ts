import { type Clock, ConfigError } from '@vonggac/model'
import { blockListOf, isLiteral, listHas } from '../../network-list.ts'
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
    allows: (address) => listHas(list, address),
    [Symbol.dispose]() {
      cancel()
      cancel = () => {}
    },
  }
}
