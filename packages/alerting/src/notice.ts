import type { Name } from '@vonggac/model'
import type { Cause, Delivery, Incident, Severity } from './contract.ts'
import { channelsOf, keyOf, type Oncall } from './paging/broadcast.ts'

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
  const { id, nth, severity, title, text, at, link, organisation, about } = notice
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
  const message = {
    kind: 'notice' as const,
    incident,
    subject: `${title.vi} / ${title.en}`,
    text: `${half('vi', 'Xem chi tiết')}\n\n--\n${half('en', 'Details')}\n`,
    short: title,
    link,
  }
  const told = nth === 0 ? ('opened' as const) : (`changed-${nth}` as const)
  return channelsOf(new Set([severity]), oncall).map((channel) => ({ channel, key: keyOf(id, told, channel), message }))
}
