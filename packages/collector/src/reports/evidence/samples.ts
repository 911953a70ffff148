import type { Check } from '@vonggac/model'
import type { Store } from '../../store/store.ts'
import type { Span } from '../span.ts'

/** The columns of raw samples. docs/sla.md explains them. */
export const SAMPLE_HEAD = 'at_ms,status,error,rtt_ms,loss_pct'

/** The raw results of a link in a span as lines of CSV, in order of time: what its check said, and what its pings measured. */
export async function sampleLines(store: Store, check: Check, span: Span): Promise<string[]> {
  const { site = '', link = '' } = check.tags
  const pings = new Map<number, readonly [rtt: unknown, loss: unknown]>()
  const fields = ['average_response_ms', 'percent_packet_loss']
  const tags = { site, link, agent: check.vantage }
  for await (const rows of store.rows({ measurement: 'ping', fields, tags, ...span }))
    for (const [at, rtt, loss] of rows) pings.set(at, [rtt, loss])

  const lines: (readonly [at: number, line: string])[] = []
  const query = { measurement: 'check', fields: ['status', 'error'], tags: { check: check.id }, ...span }
  for await (const rows of store.rows(query)) {
    for (const [at, status, error] of rows) {
      const ping = pings.get(at)
      pings.delete(at)
      lines.push([at, lineOf(at, status, error, ping)])
    }
  }
  for (const [at, ping] of pings) lines.push([at, lineOf(at, null, null, ping)])
  return lines.sort(([a], [b]) => a - b).map(([, line]) => line)
}

const lineOf = (
  at: number,
  status: unknown,
  error: unknown,
  [rtt, loss]: readonly [rtt: unknown, loss: unknown] = [null, null],
): string => [at, number(status), code(error), number(rtt), number(loss)].join(',')

const number = (value: unknown): string => (typeof value === 'number' ? String(value) : '')

/** Error codes are a closed set of words; anything else that came from outside must not break out of its column. */
const code = (value: unknown): string => (typeof value === 'string' ? value.replace(/[^\w-]/g, '_').slice(0, 40) : '')
