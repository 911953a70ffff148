import { type Context, Hono } from 'hono'
import type { Env } from '../auth.ts'
import { type Statement, statementsOf } from '../ingest/influxql.ts'
import { HttpProblem, influxHeaders, influxVersion } from '../problem.ts'

/** Names kept for `SHOW DATABASES`: a client that invents names must not fill our memory. */
const MAX_DATABASES = 100

/** The databases that clients believe in. We have one store; every name leads to it. */
export interface Databases {
  add(name: string): void
  readonly names: readonly string[]
}

export function createDatabases(own: string): Databases {
  const names = new Set([own])
  return {
    add(name) {
      if (name !== '' && names.size < MAX_DATABASES) names.add(name)
    },
    get names() {
      return [...names].sort()
    },
  }
}

/** What InfluxDB clients ask before any credentials are needed: is somebody there, and who? */
export const influxPing = () =>
  new Hono<Env>()
    .get('/ping', (c) =>
      c.req.query('verbose') === 'true'
        ? c.json({ version: influxVersion }, 200, influxHeaders)
        : c.body(null, 204, influxHeaders),
    )
    .get('/health', (c) =>
      c.json(
        { name: 'vonggac', message: 'ready for writes', status: 'pass', checks: [], version: influxVersion },
        200,
        influxHeaders,
      ),
    )

/** `/query`, as far as clients need it to start writing. Everything else is refused with a pointer. */
export const influxQuery = ({ databases }: { databases: Databases }) =>
  new Hono<Env>().on(['GET', 'POST'], '/query', async (c) => {
    const text = await queryText(c)
    if (text.trim() === '') throw new HttpProblem(400, 'missing required parameter "q"')
    const results = statementsOf(text).map((statement, id) => ({ statement_id: id, ...answer(statement, databases) }))
    return c.json({ results }, 200, influxHeaders)
  })

function answer(statement: Statement, databases: Databases) {
  if (statement.kind === 'show') {
    return { series: [{ name: 'databases', columns: ['name'], values: databases.names.map((name) => [name]) }] }
  }
  if (statement.kind === 'create') {
    databases.add(statement.database)
    return {}
  }
  const start = statement.text.slice(0, 60)
  return {
    error: `this is the Vong Gac collector, which takes writes only: ${start} … belongs to the InfluxDB store, or to /api/v1/series`,
  }
}

/** `q` from the address, or from a form (also the multipart one of the `influx` CLI's -import), or the body itself. */
async function queryText(c: Context<Env>): Promise<string> {
  const inAddress = c.req.query('q')
  if (inAddress !== undefined || c.req.method === 'GET') return inAddress ?? ''
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return c.req.text()
  const q = (await c.req.parseBody()).q
  return typeof q === 'string' ? q : q instanceof File ? q.text() : ''
}
