import type { Name } from '@vonggac/model'
import type { Cause, Delivery, Incident, Message, Severity } from './contract.ts'
import { channelsOf, keyOf, type Oncall } from './paging/broadcast.ts'
import { onDuty } from './paging/on-duty.ts'
import type { NewDelivery, PagerInput, PagingConfig } from './paging/pager-contract.ts'
import { policiesOf } from './paging/policy.ts'
import { receiverOf, recipientOf } from './paging/receipts.ts'

/** Something that people on call shall know, before it is an incident. */
export interface Notice {
  /** What it is about; what is said of it later has the same. URL-safe. */
  readonly id: string
  /** How many were said of it before. */
  readonly nth: number
  readonly severity: Severity
  /** The first line. */
  readonly title: Name
  /** The lines after it, Vietnamese and English. */
  readonly text: Name
  /** Unix ms. */
  readonly at: number
  readonly link: string | null
  readonly organisation: Name
  /** Of what lasts: what it is about, since when, and that it is over. Unix ms. */
  readonly about?: {
    readonly node: string
    readonly cause: Cause
    readonly since: number
    readonly resolvedAt: number | null
  }
}

/** Which channels hear of a notice, and what. Pure; later ones answer to the first, so that mail programs thread them. */
export function noticeDeliveries(notice: Notice, oncall: Oncall): Pick<Delivery, 'channel' | 'key' | 'message'>[] {
  const message = noticeMessage(notice)
  return channelsOf(new Set([notice.severity]), oncall).map((channel) => ({
    channel,
    key: keyFor(notice, channel),
    message,
  }))
}

/** Who is paged, and how. */
export interface NoticePeople extends Pick<PagerInput, 'onCall' | 'quietUntil'> {
  readonly oncall: PagingConfig
  /** Whether a channel delivers now. */
  readonly works: (channel: string) => boolean
}

/**
 * The people who would be paged for an incident of this node and severity hear of a notice as well: those of the first level at which
 * somebody is on call, each by the first channel that reaches him and works. Pure. Who has quiet hours is left out.
 */
export function noticeToPeople(
  notice: Notice & Required<Pick<Notice, 'about'>>,
  { oncall, onCall, quietUntil, works }: NoticePeople,
): NewDelivery[] {
  const { severity, about, at } = notice
  const policy = policiesOf(oncall).find(({ matches }) => matches({ node: about.node, severity }))
  const ways = (policy?.levels ?? []).map(({ notify, channels }) => {
    const people = notify.flatMap((source) => onDuty(source, onCall, at)?.person ?? [])
    return [...new Set(people)]
      .filter((person) => quietUntil?.(person, severity, at) === undefined)
      .flatMap((person) => {
        const channel = channels.find(
          (one) => works(one) && receiverOf({ input: { oncall } }, one, person) !== undefined,
        )
        return channel === undefined ? [] : [{ channel, person }]
      })
  })
  const first = ways.find(({ length }) => length > 0) ?? []
  return noticeTo(
    notice,
    first.map(({ channel, person }) =>
      receiverOf({ input: { oncall } }, channel, person) ? `${channel}:${person}` : channel,
    ),
    oncall,
  )
}

/** A notice to given hearers (see `hearerOf`): to those who heard of the beginning, say. Channels that are no longer configured are left out. */
export function noticeTo(
  notice: Notice,
  hearers: readonly string[],
  oncall: Pick<PagingConfig, 'people' | 'channels'>,
): NewDelivery[] {
  const message = noticeMessage(notice)
  return hearers.flatMap((hearer) => {
    const [channel = '', person] = hearer.split(':')
    const to = person === undefined ? undefined : recipientOf({ oncall }, person)
    if (!oncall.channels.some(({ id }) => id === channel) || (person !== undefined && !to)) return []
    return [{ channel, key: keyFor(notice, hearer), message, ...(to && { to }) }]
  })
}

/** Who hears a message: a channel, or a person at a channel. */
export const hearerOf = ({ channel, to }: Pick<NewDelivery, 'channel' | 'to'>): string =>
  to ? `${channel}:${to.id}` : channel

const keyFor = ({ id, nth }: Notice, channel: string): string =>
  keyOf(id, nth === 0 ? 'opened' : `changed-${nth}`, channel)

function noticeMessage(notice: Notice): Message {
  const { id, severity, title, text, at, link, organisation, about } = notice
  const incident: Incident = {
    id,
    node: '',
    site: '',
    cause: 'service',
    severity,
    title,
    since: at,
    openedAt: at,
    resolvedAt: null,
    members: [],
    ...about,
  }
  const half = (language: 'vi' | 'en', more: string) =>
    [title[language], text[language], link && `${more}: ${link}`, `${organisation[language]} – Vọng Gác`]
      .filter(Boolean)
      .join('\n')
  return {
    kind: 'notice' as const,
    incident,
    subject: `${title.vi} / ${title.en}`,
    text: `${half('vi', 'Xem chi tiết')}\n\n--\n${half('en', 'Details')}\n`,
    short: title,
    link,
  }
}
