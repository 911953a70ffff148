import { randomBytes } from 'node:crypto'
import { type SipTransport, sipPort } from '@vonggac/model'
import { type Flow, hostPortOf, hostText } from './flow.ts'
import { formatRequest, type HeaderLine } from './message.ts'
import type { OpenRequest } from './transaction.ts'

/** What we call ourselves to SIP peers. */
export const USER_AGENT = 'VongGac'
/** What a SIP address without a port means (RFC 3261 section 19.1.2). */
const DEFAULT_PORT = 5_060
/** Marks a branch as one of RFC 3261 (section 8.1.1.7). */
const MAGIC = 'z9hG4bK'
/** Hops a request may take (section 8.1.1.6). */
const MAX_FORWARDS = '70'

/** Random text for branches, tags and Call-IDs: 64 bits, which nobody guesses within a call. */
export const token = (): string => randomBytes(8).toString('hex')

/** One conversation of ours with a peer: everything that its requests have in common. */
export interface Identity {
  readonly flow: Flow
  /** Ours, without brackets: `sip:vonggac@10.33.0.10`. */
  readonly from: string
  readonly fromTag: string
  readonly to: string
  readonly callId: string
  /** Where we are reached: `<sip:vonggac@10.33.0.10:40123>`. */
  readonly contact: string
}

/** A user's SIP address; none of a host alone. */
export const sipAddress = (user: string | undefined, host: string): string =>
  user === undefined ? `sip:${hostText(host)}` : `sip:${user}@${hostText(host)}`

/** Whom we ask for, or call. A port that is not SIP's own belongs to the address, or the peer does not know itself by it. */
export function calledAddress(config: {
  readonly host: string
  readonly port?: number | undefined
  readonly transport: SipTransport
  readonly domain?: string | undefined
  readonly user?: string | undefined
}): string {
  const { host, domain, user } = config
  const port = sipPort(config)
  return sipAddress(user, domain ?? host) + (domain === undefined && port !== DEFAULT_PORT ? `:${port}` : '')
}

export function newIdentity(flow: Flow, from: string, to: string, user: string): Identity {
  const transport = flow.transport === 'udp' ? '' : `;transport=${flow.transport}`
  return {
    flow,
    from,
    fromTag: token(),
    to,
    callId: `${token()}@${hostText(flow.local.address)}`,
    contact: `<sip:${user}@${hostPortOf(flow.local)}${transport}>`,
  }
}

/** What a request says beyond what all of its conversation say. */
export interface RequestParts {
  readonly method: string
  readonly uri: string
  readonly cseq: number
  /** Of a dialog that stands. */
  readonly toTag?: string | undefined
  /** That of the request that is acknowledged or cancelled; a new one unless given. */
  readonly branch?: string
  readonly headers?: readonly HeaderLine[]
  readonly body?: string
}

/** A request of ours, ready to be sent. */
export function newRequest(identity: Identity, parts: RequestParts): OpenRequest {
  const { flow, from, fromTag, to, callId, contact } = identity
  const { method, uri, cseq, toTag, branch = MAGIC + token(), headers = [], body } = parts
  // ACK, BYE and CANCEL have no use for an address of ours (section 20, table 2).
  const hasContact = !['ACK', 'BYE', 'CANCEL'].includes(method)
  const lines: HeaderLine[] = [
    ['Via', `SIP/2.0/${flow.transport.toUpperCase()} ${hostPortOf(flow.local)};rport;branch=${branch}`],
    ['Max-Forwards', MAX_FORWARDS],
    ['From', `<${from}>;tag=${fromTag}`],
    ['To', toTag === undefined ? `<${to}>` : `<${to}>;tag=${toTag}`],
    ['Call-ID', callId],
    ['CSeq', `${cseq} ${method}`],
    ...(hasContact ? [['Contact', contact] as const] : []),
    ['User-Agent', USER_AGENT],
    ...headers,
  ]
  return { method, bytes: formatRequest(method, uri, lines, body), branch, callId, cseq }
}
