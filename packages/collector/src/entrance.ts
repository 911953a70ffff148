import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import { authenticate, type Env, type Gate, sameOriginOnly } from './auth.ts'
import { MAX_CALENDAR_BYTES } from './calendars/calendar.ts'
import { boundedBody } from './ingest/body.ts'

/** Longest body that anybody has to send us who is no agent, bytes: a note, a query. */
const MAX_SHORT_BYTES = 65_536
/** The same where a whole calendar is sent: as text in JSON it is longer than it is. */
const MAX_CALENDAR_BODY_BYTES = 2 * MAX_CALENDAR_BYTES

/** How much of a body is read before its route is asked; `undefined`: that has a bound of its own, for what agents send. */
const mostBytes = (path: string): number | undefined => {
  if (/^\/api\/(v[12]\/write$|v1\/agents\/self\/)/.test(path)) return undefined
  return path === '/api/v1/maintenance/import' ? MAX_CALENDAR_BODY_BYTES : MAX_SHORT_BYTES
}

/** Answers that grow with the network. Not the event stream, which has to come at once. */
const PACKED = [
  'status',
  'sites/*',
  'checks/*',
  'incidents/*',
  'services/*',
  'series',
  'topology',
  'agents',
  'reports/*',
].map((path) => `/api/v1/${path}`)

/**
 * What every request passes before its route: it comes from a page of ours or from none, from somebody who may ask for this, and
 * with no longer a body than anybody has to send. Long answers are packed on their way back.
 */
export function openEntrance(app: Pick<Hono<Env>, 'use'>, gate: Gate): void {
  app.use(sameOriginOnly(gate.site))
  for (const path of ['/api/*', '/write', '/query']) app.use(path, authenticate(gate))
  for (const path of ['/api/*', '/query']) app.use(path, boundedBody(mostBytes))

  // The state of 500 sites is a tenth as long packed, and people look over the WAN that is being watched.
  for (const path of PACKED) app.use(path, compress({ encoding: 'gzip' }))
}
