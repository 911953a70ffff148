import type { Clock } from '@vonggac/model'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Env } from '../auth.ts'
import type { IncidentDesk } from '../incidents/desk.ts'
import type { AckLinks, LinkState } from '../paging/ack-links.ts'
import { type AckPage, ackPage } from '../paging/ack-page.ts'
import { requestBudget } from '../paging/request-budget.ts'

interface Parts {
  readonly links: AckLinks
  readonly desk: Pick<IncidentDesk, 'acknowledge'>
  readonly clock: Clock
  readonly config: { readonly organisation: { readonly timezone: string } }
}

const STATUS: Readonly<Record<AckPage['state'], ContentfulStatusCode>> = {
  good: 200,
  done: 200,
  acknowledged: 409,
  resolved: 409,
  used: 410,
  expired: 410,
  unknown: 404,
  busy: 429,
}

/** No script, nothing from elsewhere, nothing kept. A form of this page says where it comes from, so not `no-referrer`. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
}

/** Links of messages: what one opens only shows what it would do, because mail scanners open everything; a button does it. */
export function ackLinkRoutes({ links, desk, clock, config }: Parts) {
  const mayAsk = requestBudget(clock)
  const { timezone } = config.organisation
  const answer = (c: Context<Env>, page: AckPage) =>
    c.html(ackPage(page, timezone), STATUS[page.state], {
      ...HEADERS,
      ...(page.state === 'busy' && { 'Retry-After': '60' }),
    })
  const act = async (c: Context<Env>, work: (token: string) => Promise<LinkState | AckPage>) => {
    const peer = c.env?.incoming?.socket.remoteAddress ?? ''
    return answer(c, mayAsk(peer) ? await work(c.req.param('token') ?? '') : { state: 'busy' })
  }
  return new Hono<Env>()
    .get('/a/:token', (c) => act(c, links.look))
    .post('/a/:token', (c) => act(c, (token) => links.use(token, desk.acknowledge)))
}
