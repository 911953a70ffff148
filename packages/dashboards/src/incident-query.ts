import { type Condition, isNot, last, tag, value } from './expression.ts'
import { countOf, select, selectFrom } from './influxql.ts'
import type { TagOf } from './measurement.ts'
import type { Language } from './text.ts'

/** Questions to measurement `incident`. The tags and fields beside `last` are those of the newest point: how the incident is now. */

/** The field that holds an incident's title in a language. */
export const titleField = (language: Language) => (language === 'vi' ? 'title' : 'title_en')

/** Every incident in the time shown as it was last heard of. */
export const incidentsAsTheyAre = (language: Language, where: readonly Condition<TagOf<'incident'>>[]) =>
  select('incident', {
    policy: 'raw',
    columns: {
      title: last(titleField(language)),
      state: tag('state'),
      severity: tag('severity'),
      cause: tag('cause'),
      since: value('since_ms'),
      lasted: value('duration_s'),
      acked: value('acked_by'),
    },
    where,
    by: ['incident', 'site'],
  })

/** How many are open, of those that fulfil the conditions; 0 where all are over. */
export const openNumber = (
  language: Language,
  where: readonly Condition<TagOf<'incident'>>[],
  more: readonly Condition<'severity' | 'acked'>[] = [],
) => countOf(incidentsAsTheyAre(language, where), 'title', [isOpen, ...more])

const isOpen = isNot('state', 'resolved')

/** Those that are open. */
export const openIncidentsOf = (language: Language, where: readonly Condition<TagOf<'incident'>>[]) =>
  selectFrom(incidentsAsTheyAre(language, where), {
    columns: {
      title: value('title'),
      severity: value('severity'),
      cause: value('cause'),
      since: value('since'),
      acked: value('acked'),
    },
    where: [isOpen],
    by: ['site'],
  })

/** All of them, in rows. */
export const incidentsOf = (language: Language, where: readonly Condition<TagOf<'incident'>>[]) =>
  selectFrom(incidentsAsTheyAre(language, where), {
    columns: {
      since: value('since'),
      severity: value('severity'),
      state: value('state'),
      title: value('title'),
      cause: value('cause'),
      lasted: value('lasted'),
      acked: value('acked'),
    },
    by: ['site'],
  })
