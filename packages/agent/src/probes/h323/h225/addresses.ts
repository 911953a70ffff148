import { isIPv4, isIPv6 } from 'node:net'
import { choice, optional, sequence, sequenceOf, unread } from '../per/structure.ts'
import {
  bitString,
  bmpString,
  boolean,
  dialledDigits,
  ia5String,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  octetText,
  type ValueOf,
} from '../per/value.ts'

/**
 * Who and where, as RAS and call signalling both say it: types of ITU-T H.225.0, annex H, under their names there and in
 * their order, on which the encoding depends.
 */

/** The version of H.225.0 that we speak: 4, of the year 2000, which whatever is still in use understands. */
export const PROTOCOL_IDENTIFIER = '0.0.8.2250.0.4'

const h221NonStandard = sequence(
  { t35CountryCode: integer(0, 255), t35Extension: integer(0, 255), manufacturerCode: integer(0, 65_535) },
  {},
)

export const nonStandardParameter = sequence({
  nonStandardIdentifier: choice({ object: objectIdentifier, h221NonStandard }, {}),
  data: octetString(),
})

const ip = octetString({ min: 4, max: 4 })
const port = integer(0, 65_535)

export const transportAddress = choice(
  {
    ipAddress: sequence({ ip, port }),
    ipSourceRoute: sequence(
      { ip, port, route: sequenceOf(ip), routing: choice({ strict: nothing, loose: nothing }, {}) },
      {},
    ),
    ipxAddress: sequence({
      node: octetString({ min: 6, max: 6 }),
      netnum: octetString({ min: 4, max: 4 }),
      port: octetString({ min: 2, max: 2 }),
    }),
    ip6Address: sequence({ ip: octetString({ min: 16, max: 16 }), port }, {}),
    netBios: octetString({ min: 16, max: 16 }),
    nsap: octetString({ min: 1, max: 20 }),
    nonStandardAddress: nonStandardParameter,
  },
  {},
)

export type TransportAddress = ValueOf<typeof transportAddress>

/** An IP address and a port as H.225.0 has them. */
export function transportAddressOf(address: string, port: number): TransportAddress {
  if (isIPv4(address))
    return { name: 'ipAddress', value: { ip: Uint8Array.from(address.split('.').map(Number)), port } }
  if (isIPv6(address)) return { name: 'ip6Address', value: { ip: ip6Octets(address), port } }
  throw new RangeError(`${address} is no IP address`)
}

/** For people: `10.33.0.20:1720`; other networks than IP by their name. */
export function addressText(address: TransportAddress): string {
  if (address.name === 'ipAddress' || address.name === 'ipSourceRoute')
    return `${address.value.ip.join('.')}:${address.value.port}`
  if (address.name !== 'ip6Address') return address.name
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address.value.ip[2 * i]! << 8) | address.value.ip[2 * i + 1]!).toString(16),
  )
  // The URL parser knows how an address is written shortest (RFC 5952).
  return `${URL.parse(`http://[${groups.join(':')}]`)?.hostname}:${address.value.port}`
}

/** The URL parser puts any way of writing an address in one form, with one `::` at most and no dotted tail. */
function ip6Octets(address: string): Uint8Array {
  const [bare = ''] = address.split('%')
  const text = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const [head = '', tail] = text.split('::')
  const groupsOf = (part = '') => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [before, after] = [groupsOf(head), groupsOf(tail)]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]))
}

export const aliasAddress = choice(
  { dialedDigits: dialledDigits({ min: 1, max: 128 }), 'h323-ID': bmpString({ min: 1, max: 256 }) },
  {
    'url-ID': ia5String({ min: 1, max: 512 }),
    transportID: transportAddress,
    'email-ID': ia5String({ min: 1, max: 512 }),
    partyNumber: unread,
    mobileUIM: unread,
    isupNumber: unread,
  },
)

export type AliasAddress = ValueOf<typeof aliasAddress>

/** What somebody writes for a destination: digits, an address that begins with `h323:`, or else a name. */
export function aliasOf(text: string): AliasAddress {
  if (/^[\d#*,]{1,128}$/.test(text)) return { name: 'dialedDigits', value: text }
  if (/^h323:[!-~]+$/i.test(text)) return { name: 'url-ID', value: text }
  return { name: 'h323-ID', value: text }
}

const vendorText = octetText({ min: 1, max: 256 })

const vendorIdentifier = sequence(
  { vendor: h221NonStandard, productId: optional(vendorText), versionId: optional(vendorText) },
  { enterpriseNumber: objectIdentifier },
)

/** All of the capabilities of a gateway begin alike: H310Caps to T120OnlyCaps. */
const capabilities = sequence(
  { nonStandardData: optional(nonStandardParameter) },
  { dataRatesSupported: unread, supportedPrefixes: unread },
)

const supportedProtocols = choice(
  {
    nonStandardData: nonStandardParameter,
    h310: capabilities,
    h320: capabilities,
    h321: capabilities,
    h322: capabilities,
    h323: capabilities,
    h324: capabilities,
    voice: capabilities,
    't120-only': capabilities,
  },
  { nonStandardProtocol: unread, t38FaxAnnexbOnly: unread, sip: unread },
)

/** GatekeeperInfo and TerminalInfo, and McuInfo as far as its root. */
const nodeInfo = sequence({ nonStandardData: optional(nonStandardParameter) }, {})

export const endpointType = sequence(
  {
    nonStandardData: optional(nonStandardParameter),
    vendor: optional(vendorIdentifier),
    gatekeeper: optional(nodeInfo),
    gateway: optional(
      sequence(
        {
          protocol: optional(sequenceOf(supportedProtocols)),
          nonStandardData: optional(nonStandardParameter),
        },
        {},
      ),
    ),
    mcu: optional(nodeInfo),
    terminal: optional(nodeInfo),
    mc: boolean,
    undefinedNode: boolean,
  },
  { set: bitString(32), supportedTunnelledProtocols: unread },
)

export type EndpointType = ValueOf<typeof endpointType>

/** What we are: a terminal, and whose. Viet Nam's code of T.35 with no manufacturer: nobody has given us one. */
export const ourEndpointType: EndpointType = {
  vendor: {
    vendor: { t35CountryCode: 0xbc, t35Extension: 0, manufacturerCode: 0 },
    productId: 'Vong Gac',
  },
  terminal: {},
  mc: false,
  undefinedNode: false,
}
