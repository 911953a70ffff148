import type { Name, Topology } from '@vonggac/model'
import { affectedBy, takesDown } from './affected.ts'
import type { AlertEvent, Incident, Message } from './contract.ts'
import { english, type Facts, vietnamese } from './message-text.ts'
import { reasonCode } from './reason.ts'

/** What the messages of an installation have in common. */
export interface MessageOptions {
  readonly organisation: Name
  /** In whose time moments are told. Default: Asia/Ho_Chi_Minh. */
  readonly timezone?: string
  /** To tell what is behind the broken thing; without it only the failing checks are counted. */
  readonly topology?: Topology
  /** Nodes that are down beside this one: what is only now cut off is told. */
  readonly down?: readonly string[]
}

/** An event that people may be told of. */
export type IncidentEvent = Exclude<AlertEvent, { kind: 'transition' | 'service' }>

/** Whether an event is about an incident as a whole, not about a single check or service. */
export const isIncidentEvent = (event: AlertEvent): event is IncidentEvent =>
  event.kind !== 'transition' && event.kind !== 'service'

/**
 * Says an incident in words, Vietnamese first: what broke, where, since when; the cause; what is affected.
 * `link` is the console's page of the incident, `null` where its address is not known.
 */
export function messageOf(event: IncidentEvent, options: MessageOptions & { readonly link: string | null }): Message {
  const { incident, reason } = event
  const code = reasonCode(reason)
  const kind = event.kind === 'resolved' ? 'resolved' : code === 'flapping' ? 'flapping' : 'opened'
  return wordsOf(
    {
      kind,
      incident,
      closed: code === 'closed',
      loses: takesDown(event),
      detail: reason.slice(reason.indexOf(':') + 1).trim(),
    },
    options,
  )
}

/** A message that only shows that a channel works. */
export function testMessage(channel: string, now: number, options: MessageOptions): Message {
  const title = { vi: `Tin nhắn thử của kênh ${channel}`, en: `Test message of channel ${channel}` }
  const incident: Incident = {
    id: `test-${now.toString(36)}`,
    node: 'test',
    site: '',
    cause: 'check',
    severity: 'warning',
    title,
    since: now,
    openedAt: now,
    resolvedAt: null,
    members: [],
  }
  return wordsOf({ kind: 'test', incident, detail: '' }, { ...options, link: null })
}

/** Ourselves, and another collector: what is watched is reached without them. */
const REACHES_NOTHING = /^@(self|peer)\b/

function wordsOf(
  {
    kind,
    incident,
    detail,
    closed = false,
    loses = false,
  }: Pick<Facts, 'kind' | 'incident' | 'detail'> & { readonly closed?: boolean; readonly loses?: boolean },
  {
    organisation,
    timezone = 'Asia/Ho_Chi_Minh',
    topology,
    down,
    link,
  }: MessageOptions & { readonly link: string | null },
): Message {
  const affected =
    topology && !REACHES_NOTHING.test(incident.node)
      ? affectedBy(topology, incident, { takes: loses, ...(down && { down }) })
      : undefined
  const facts: Facts = { kind, incident, detail, closed, organisation, timezone, affected, link }
  const [vi, en] = [vietnamese(facts), english(facts)]
  return {
    kind,
    incident,
    subject: `${vi.subject} / ${en.subject}`,
    text: `${vi.text}\n\n--\n${en.text}\n`,
    short: { vi: vi.short, en: en.short },
    link,
  }
}
