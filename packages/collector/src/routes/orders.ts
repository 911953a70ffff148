import { z } from '@hono/zod-openapi'
import { errorCodes, statuses } from '@vonggac/model'
import { type Context, Hono } from 'hono'
import type { Env } from '../auth.ts'
import { contentEncoding, inflate, readBody } from '../ingest/body.ts'
import { HttpProblem } from '../problem.ts'
import type { OrderDesk } from '../readiness/order-desk.ts'

/** Longest that a question is kept open, s: proxies cut silent connections after a minute. */
const MAX_WAIT_S = 50
/** An answer packed, and unpacked, bytes: a province's routers with their interfaces, twice. */
const MAX_ANSWER_BYTES = 8_388_608
const MAX_PLAIN_BYTES = 67_108_864

const codes = Object.keys(errorCodes) as (keyof typeof errorCodes)[]
const answerSchema = z.object({
  problem: z.string().max(1_000).optional(),
  results: z
    .array(
      z.object({
        round: z.int().min(0),
        check: z.string(),
        status: z.enum(statuses),
        error: z.enum([...codes, '']),
        detail: z.string(),
        at: z.int(),
        durationMs: z.number(),
        lines: z.string(),
      }),
    )
    .max(10_000),
})

/** Orders to agents: each asks for its own, and answers. */
export const orderRoutes = ({ orders }: { orders: OrderDesk }) =>
  new Hono<Env>()
    .get('/api/v1/agents/self/orders', async (c) => {
      const [after, wait] = [whole(c, 'after'), whole(c, 'wait')]
      const options = { waitMs: Math.min(wait, MAX_WAIT_S) * 1_000, signal: c.req.raw.signal }
      return c.json(await orders.take(agentOf(c), after, options))
    })
    .post('/api/v1/agents/self/orders/:id', async (c) => {
      const packed = await readBody(c.req.raw, MAX_ANSWER_BYTES)
      const isPacked = contentEncoding(c.req.header('content-encoding')) === 'gzip'
      const plain = isPacked ? await inflate(packed, MAX_PLAIN_BYTES) : packed
      const answer = answerSchema.safeParse(parsed(plain))
      if (!answer.success) throw new HttpProblem(400, 'this is no answer to an order: see OrderAnswer')
      const { problem, results } = answer.data
      const taken = orders.answer(agentOf(c), c.req.param('id'), { results, ...(problem !== undefined && { problem }) })
      if (!taken) throw new HttpProblem(404, 'nobody waits for an answer to this order any more')
      return c.body(null, 204)
    })

/** An agent is who its key says; on a trusted machine, who it says itself. */
function agentOf(c: Context<Env>): string {
  const { kind, role, subject } = c.var.who
  if (role === 'agent') return subject
  const named = kind === 'loopback' ? c.req.header('x-vonggac-agent') : undefined
  if (named === undefined) throw new HttpProblem(403, 'orders are for agents: use the key of one')
  return named
}

function whole(c: Context<Env>, name: string): number {
  const text = c.req.query(name) ?? '0'
  if (!/^\d{1,15}$/.test(text)) throw new HttpProblem(400, `${name}: expected a whole number`)
  return Number(text)
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}
