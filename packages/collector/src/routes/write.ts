import type { Precision } from '@vonggac/model'
import { type Context, Hono } from 'hono'
import type { Env } from '../auth.ts'
import { contentEncoding, readBody } from '../ingest/body.ts'
import type { Receive } from '../ingest/receive.ts'
import { refusalOf } from '../ingest/refusal.ts'
import { HttpProblem, influxHeaders } from '../problem.ts'

/** Every spelling of a precision that InfluxDB 1.x and 2.x clients use. */
const PRECISIONS: Readonly<Record<string, Precision>> = {
  n: 'ns',
  ns: 'ns',
  u: 'us',
  us: 'us',
  µ: 'us',
  ms: 'ms',
  s: 's',
  m: 'm',
  h: 'h',
}

/** How much of bodies may be on its way in at a time: thirty agents at full size, and not all of the memory. */
const MAX_IN_FLIGHT_BYTES = 134_217_728

/** Counts bodies on their way in. */
interface Gate {
  /** Reserves room for a body; 503 when there is none. The result gives it back. */
  enter(bytes: number): Disposable
}

export function createGate(maxBytes = MAX_IN_FLIGHT_BYTES): Gate {
  let inFlight = 0
  return {
    enter(bytes) {
      if (inFlight + bytes > maxBytes) {
        throw new HttpProblem(503, 'too many writes at a time', { headers: { 'Retry-After': '1' } })
      }
      inFlight += bytes
      return {
        [Symbol.dispose]() {
          inFlight -= bytes
        },
      }
    },
  }
}

interface Deps {
  readonly gate: Gate
  readonly receive: Receive
  readonly maxBody: number
  /** A database that a client believes to write to; they all are the same to us. */
  readonly named: (database: string) => void
}

/** Writes of line protocol: our own spelling, InfluxDB 1.x's and InfluxDB 2.x's. 204 means: on disk in the journal. */
export const writeRoutes = (deps: Deps) =>
  new Hono<Env>()
    .post('/api/v1/write', (c) => {
      ownContentType(c.req.header('content-type'))
      return write(c, deps)
    })
    .post('/write', (c) => write(c, deps))
    .post('/api/v2/write', (c) => write(c, deps))

async function write(c: Context<Env>, { receive, maxBody, named, gate }: Deps): Promise<Response> {
  const encoding = contentEncoding(c.req.header('content-encoding'))
  const precision = precisionOf(c.req.query('precision'))
  using _room = gate.enter(Math.min(maxBody, Number(c.req.header('content-length') ?? maxBody)))
  const body = await readBody(c.req.raw, maxBody)
  const { role, subject } = c.var.who
  const agentNow = Number(c.req.header('x-vonggac-now') ?? Number.NaN)
  const receipt = await receive({
    body,
    encoding,
    precision,
    agent: role === 'agent' ? subject : null,
    agentNow: Number.isFinite(agentNow) ? agentNow : undefined,
  })
  named(c.req.query('db') ?? c.req.query('bucket') ?? '')
  const refusal = refusalOf(receipt)
  if (refusal) throw refusal
  return c.body(null, 204, c.req.path === '/api/v1/write' ? {} : influxHeaders)
}

/** An empty one is InfluxDB's way to say nanoseconds. */
function precisionOf(text = ''): Precision {
  const precision = PRECISIONS[text || 'ns']
  if (!precision) throw new HttpProblem(400, `invalid precision ${JSON.stringify(text)} (use ns, us, ms, s, m or h)`)
  return precision
}

/** What line protocol travels as: text, bytes, or what curl says unless told otherwise. */
const TEXTUAL =
  /^(text\/plain|application\/octet-stream|application\/x-www-form-urlencoded|application\/vnd\.influx.*)$/

function ownContentType(header = 'text/plain') {
  const type = header.split(';')[0]!.trim().toLowerCase()
  if (!TEXTUAL.test(type)) {
    throw new HttpProblem(415, `Content-Type ${JSON.stringify(type)} is no line protocol: use text/plain`)
  }
}
