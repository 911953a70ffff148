import { STATUS_CODES } from 'node:http'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from './api-types.ts'

/** What a client did wrong, or what we cannot do now: becomes the answer. `detail` is for people and holds no secret. */
export class HttpProblem extends Error {
  override name = 'HttpProblem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Further members of the problem document. */
  readonly more: Readonly<Record<string, unknown>>
  constructor(
    status: number,
    detail: string,
    options: { headers?: Record<string, string>; more?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause })
    this.status = status
    this.headers = options.headers ?? {}
    this.more = options.more ?? {}
  }
}

/** What we say we are to InfluxDB clients: the 1.8 dialect, the one that has both `/write` and `/api/v2/write`. */
export const influxVersion = '1.8.10-vonggac'
export const influxHeaders = { 'X-Influxdb-Version': influxVersion, 'X-Influxdb-Build': 'VongGac' }

/** The code of InfluxDB 2.x errors that belongs to a status. */
const INFLUX2_CODE: Record<number, string> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  413: 'request too large',
  415: 'unsupported media type',
  429: 'too many requests',
  503: 'unavailable',
}

/** Whose error format a path speaks. */
type Dialect = 'problem' | 'influx1' | 'influx2'
const dialectOf = (path: string): Dialect =>
  path === '/write' || path === '/query' || path === '/ping'
    ? 'influx1'
    : path.startsWith('/api/v2/')
      ? 'influx2'
      : 'problem'

/** Answers with a problem: RFC 9457, or as InfluxDB would where an InfluxDB client asked. */
export function problemResponse(c: Context, problem: HttpProblem): Response {
  const { status, message, headers, more } = problem
  const dialect = dialectOf(c.req.path)
  const send = (body: unknown, type: string, extra: Record<string, string> = {}) =>
    c.body(JSON.stringify(body), status as ContentfulStatusCode, { 'Content-Type': type, ...headers, ...extra })
  if (dialect === 'problem') {
    const document: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message }
    return send({ ...document, ...more }, 'application/problem+json')
  }
  const said = typeof more.error === 'string' ? more.error : message
  const header = {
    ...influxHeaders,
    'X-Influxdb-Error': headerText(said),
    'X-Platform-Error-Code': INFLUX2_CODE[status] ?? 'internal error',
  }
  if (dialect === 'influx1') return send({ error: said }, 'application/json', header)
  return send(
    { code: INFLUX2_CODE[status] ?? 'internal error', message: said, error: said },
    'application/json',
    header,
  )
}

/** A header holds one line of Latin-1: clients' own text must not break out of it. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 512)
