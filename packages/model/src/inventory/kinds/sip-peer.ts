import { z } from 'zod'
import { type SipTransport, sipPort, sipTransports } from '../../sip-port.ts'
import { address, port, secret } from '../scalars.ts'
import { hostPort, type TypedTarget } from './kind.ts'

/** Options that the kinds which speak SIP share. */

const EXPECTED_USER = 'expected the part of a SIP address before the @, such as room-1'

/** The user part of a SIP address: what stands there without being escaped (RFC 3261 section 25.1). */
export const sipUser = z.string({ error: EXPECTED_USER }).regex(/^[\w.!~*'()%&=+$,;?/-]{1,128}$/, EXPECTED_USER)

export const sipPeer = {
  host: address.describe('Who is spoken to: a phone, an endpoint, an MCU, a proxy.'),
  port: port.optional().describe('Its port: 5060, and 5061 with TLS, unless given.'),
  transport: z.enum(sipTransports).default('udp').describe('How messages travel.'),
  domain: address.optional().describe('The domain of the addresses; `host`.'),
  serverName: address.optional().describe('With TLS: the name that is asked for and that the certificate must have.'),
} as const

/** Who we are to a registrar or a proxy that asks for it. */
export const sipCredentials = {
  user: sipUser.describe('The user, also in our own address.'),
  authUser: z.string().min(1).max(128).optional().describe('The name that goes with the password; `user`.'),
  password: secret,
} as const

interface Peer {
  readonly host: string
  readonly port?: number | undefined
  readonly transport?: SipTransport
}

/** `10.33.1.20:5060`. */
export const sipTarget = ({ host, port, transport = 'udp' }: Peer): string =>
  hostPort(host, sipPort({ port, transport }))

/** Options from `HOST`, `HOST:PORT` or `sip:USER@HOST:PORT;transport=tcp`. */
export function sipTyped({ text, host, port }: TypedTarget): Record<string, unknown> {
  const match = /^(sips?):(?:([^@]*)@)?(?:\[([^\]]+)\]|([^:;]+))(?::(\d+))?((?:;[^;]*)*)$/i.exec(text)
  if (!match) return { host, ...(port !== undefined && { port }) }
  const transport = match[1]!.toLowerCase() === 'sips' ? 'tls' : /;transport=(\w+)/i.exec(match[6]!)?.[1]?.toLowerCase()
  return {
    host: match[3] ?? match[4],
    ...(match[2] && { user: match[2] }),
    ...(match[5] !== undefined && { port: Number(match[5]) }),
    ...(transport !== undefined && { transport }),
  }
}
