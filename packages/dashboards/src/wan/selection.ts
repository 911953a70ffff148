import { chosen, has, is, last } from '../expression.ts'
import { select } from '../influxql.ts'

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
