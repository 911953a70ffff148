import { createPager, type Pager, type PagerInput, pagerQuestions } from '@vonggac/alerting'
import type { Log } from '@vonggac/model'
import { type Config, topologyOf } from '@vonggac/model/inventory'
import type { OnCallBook } from '../duty/on-call-book.ts'

interface Parts {
  readonly onCall?: Pick<OnCallBook, 'current'>
  readonly config: Config
  readonly log: Log
  readonly link: PagerInput['link']
  readonly acknowledgeLink: NonNullable<PagerInput['acknowledgeLink']>
}

/** Channels whose receivers are programs, or which many can read: no link to acknowledge belongs there. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['alertmanager', 'syslog'])

/** The pager of a configuration, from what it remembered. */
export function openPager({ config, log, link, onCall, acknowledgeLink }: Parts, snapshot: unknown): Pager {
  const { organisation, oncall } = config
  const kinds = new Map(oncall.channels.map(({ id, kind }) => [id, kind]))
  const input: PagerInput = {
    organisation: organisation.name,
    timezone: organisation.timezone,
    topology: topologyOf(config),
    oncall,
    ...(onCall && pagerQuestions(onCall.current)),
    link,
    acknowledgeLink: (incident, receiver, at) =>
      WITHOUT_LINKS.has(kinds.get(receiver.channel) ?? '') ? undefined : acknowledgeLink(incident, receiver, at),
  }
  try {
    return createPager(input, snapshot)
  } catch (error) {
    // Better to tell somebody twice than nobody.
    log.error('what the pager remembered cannot be used: it begins anew', { error })
    return createPager(input)
  }
}
