import { chosen, has, is, isNot, last, tag, value } from '../expression.ts'
import { select, selectFrom } from '../influxql.ts'

/** The links that the variables choose. */
export const here = [chosen('provider', 'provider'), chosen('site', 'site'), has('link')] as const

export const sites = [chosen('site', 'site')] as const

/** The newest status of every link's checks; `status & 2` is set when it failed or is not known. */
export const newest = select('check', {
  policy: 'raw',
  columns: { status: last('status') },
  where: [...here, is('kind', 'icmp')],
  by: ['site', 'link', 'provider', 'check'],
})

export const openOnes = selectFrom(
  select('incident', {
    policy: 'raw',
    // The tags beside `last` are those of the newest point: the state that the incident is in now.
    columns: {
      title: last('title'),
      state: tag('state'),
      severity: tag('severity'),
      cause: tag('cause'),
    },
    where: sites,
    by: ['incident', 'site'],
  }),
  {
    columns: {
      title: value('title'),
      state: value('state'),
      severity: value('severity'),
      cause: value('cause'),
    },
    where: [isNot('state', 'resolved')],
    by: ['site'],
  },
)
