import type { Clock } from '@vonggac/model'
import { headerOf, headersOf, type MailHeader } from './mail-headers.ts'

/** The field that marks our messages: `ROUTE/ID`. */
export const MARK = 'X-Vonggac-Flow'

/** Names one message: when it was sent (base 36, Unix epoch ms), and chance. */
const ID = /^([0-9a-z]{8,10})-([0-9a-f]{16})$/

/** A new id. `random` gives 8 bytes. */
export const newFlowId = (clock: Clock, random: () => Buffer): string =>
  `${clock.now().toString(36).padStart(8, '0')}-${random().toString('hex')}`

/** When the message with this id was sent, Unix epoch ms. */
export const sentAtMs = (id: string): number => Number.parseInt(ID.exec(id)?.[1] ?? '0', 36)

/** What makes a message ours. */
export interface Marking {
  readonly route: string
  /** The domain of the sender, in our message ids. */
  readonly domain: string
  /** The reflector, whose answers do not carry our field. */
  readonly reflector: string | undefined
}

/** The text that stands in the subject, so that an answer can be told from any other mail. */
export const subjectOf = ({ route }: Marking, id: string): string => `Mail flow test ${route}/${id}`

/** Our message id, without brackets. */
export const messageIdOf = ({ domain }: Marking, id: string): string => `${id}.flow@${domain}`

/** A message as it was fetched: its header, and how its body begins. */
export interface SeenMessage {
  readonly headers: readonly MailHeader[]
  readonly body: string
}

/** What a message is to us. */
export interface Ownership {
  readonly id: string
  /** The message itself, the answer of the reflector, or the report that it could not be delivered. */
  readonly as: 'message' | 'answer' | 'report'
}

/**
 * Whether a message is ours; undefined for anybody else's mail, which is never touched. Ours is what carries our mark, and what
 * repeats it when the reflector or a mail system (a delivery report, RFC 3464) wrote it.
 */
export function ownershipOf({ headers, body }: SeenMessage, marking: Marking): Ownership | undefined {
  const own = markedId(headerOf(headers, MARK.toLowerCase()), marking.route)
  if (own !== undefined) return { id: own, as: 'message' }
  const isReport = /^multipart\/report\b/i.test(headerOf(headers, 'content-type') ?? '')
  if (isReport) return as('report', repeatedMark(body, marking.route))
  if (marking.reflector === undefined || !isFrom(headers, marking.reflector)) return undefined
  const answered = [...headersOf(headers, 'in-reply-to'), ...headersOf(headers, 'references')].join(' ')
  const subject = headerOf(headers, 'subject') ?? ''
  return as('answer', answeredId(answered, marking.domain) ?? repeatedMark(`${subject}\n${body}`, marking.route))
}

const as = (what: Ownership['as'], id: string | undefined): Ownership | undefined =>
  id === undefined ? undefined : { id, as: what }

/** The id of a mark `ROUTE/ID` of this route. */
function markedId(mark: string | undefined, route: string): string | undefined {
  if (!mark?.startsWith(`${route}/`)) return undefined
  const id = mark.slice(route.length + 1)
  return ID.test(id) ? id : undefined
}

/** The first mark of this route that stands in a text. */
function repeatedMark(text: string, route: string): string | undefined {
  for (let at = text.indexOf(`${route}/`); at !== -1; at = text.indexOf(`${route}/`, at + 1)) {
    // A longer route that ends as ours does is another one.
    if (at > 0 && !/[\s"'>]/.test(text[at - 1]!)) continue
    const id = /^[0-9a-z]{8,10}-[0-9a-f]{16}(?![0-9a-z-])/.exec(
      text.slice(at + route.length + 1, at + route.length + 40),
    )
    if (id) return id[0]
  }
  return undefined
}

function answeredId(references: string, ownDomain: string): string | undefined {
  for (const [, id, domain] of references.matchAll(/<([0-9a-z]{8,10}-[0-9a-f]{16})\.flow@([^>\s]+)>/g)) {
    if (domain === ownDomain) return id
  }
  return undefined
}

function isFrom(headers: readonly MailHeader[], address: string): boolean {
  const from = headerOf(headers, 'from') ?? ''
  const written = /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from
  return written.trim().toLowerCase() === address.toLowerCase()
}
