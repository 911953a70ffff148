import { chosen, growth, last, mean } from '../expression.ts'
import { select } from '../influxql.ts'

export const here = [chosen('agent', 'agent')] as const

export const by = ['agent'] as const

export const newest = select('agent', {
  policy: 'raw',
  columns: {
    checks: last('checks'),
    records: last('spool_records'),
    oldest: last('spool_oldest_s'),
    dropped: growth('dropped'),
    refused: growth('refused'),
    late: last('late_ms_p95'),
    cpu: mean('cpu_pct'),
    rss: last('rss_bytes'),
  },
  where: here,
  by: ['agent', 'site', 'version'],
})
