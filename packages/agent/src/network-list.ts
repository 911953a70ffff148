import { BlockList, isIP } from 'node:net'

/** Without the zone of a link-local address, and an IPv4 address out of its IPv6 form. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')

/** `10.33.0.0/16` in its parts; `undefined` for what is no network. */
export function networkOf(text: string): { address: string; bits: number } | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const family = match ? isIP(match[1]!) : 0
  const bits = Number(match?.[2])
  return match && family !== 0 && bits <= (family === 4 ? 32 : 128) ? { address: match[1]!, bits } : undefined
}

/** Whether an entry is an address or a network, and no name. */
export const isLiteral = (entry: string): boolean => isIP(entry) !== 0 || networkOf(entry) !== undefined

/** Addresses and networks to look an address up in. Throws on an entry that is neither. */
export function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const network = networkOf(entry)
    if (network) list.addSubnet(network.address, network.bits, familyOf(network.address))
    else list.addAddress(entry, familyOf(entry))
  }
  return list
}

/** Whether a list has this address. */
export function listHas(list: BlockList, address: string): boolean {
  const plain = plainAddress(address)
  return list.check(plain, familyOf(plain))
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')
