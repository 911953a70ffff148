import { type Clock, TransientError } from '@vonggac/model'
import { InfluxDB } from 'influx'
import { type Refused, refused, unavailable } from './refusal.ts'

/** Where an InfluxDB answers and as whom. */
export interface InfluxTarget {
  readonly url: string
  readonly database: string
  readonly username: string | undefined
  readonly password: string | undefined
  /** How long one request may take before the server counts as unavailable. */
  readonly timeoutMs: number
}

/** One statement's rows, as InfluxDB's JSON has them. */
export interface InfluxSeries {
  readonly tags?: Record<string, string>
  readonly columns: readonly string[]
  readonly values: readonly (readonly unknown[])[]
}

/**
 * What we ask of an InfluxDB. Every call ends within the timeout. What cannot be reached is a `TransientError`; what is refused is
 * returned. No error that leaves here holds the request: it carries the password.
 */
export interface Connection {
  /** Writes lines as they are into a retention policy. `undefined` when all of them are stored. */
  writeLines(lines: string, retentionPolicy: string): Promise<Refused | undefined>
  /** A statement that changes or shows something. */
  command(statement: string): Promise<readonly InfluxSeries[]>
  /** A SELECT, times in ms, integers beyond 2^53 as decimal strings. */
  select(statement: string, patience?: Patience): Promise<readonly InfluxSeries[]>
  /** The server's version, or `undefined` when it does not answer. */
  version(): Promise<string | undefined>
  /** Gives up everything under way, and everything asked after: a `TransientError`. Leaves no socket behind. */
  abandon(): void
}

/** For a statement that may take long. */
export interface Patience {
  readonly timeoutMs: number
  /** Ends the statement, in the server too. */
  readonly signal: AbortSignal
}

/** The statement itself was refused: wrong syntax, missing privilege, something that is not there. */
export class StatementError extends Error {
  override name = 'StatementError'
}

/** Never disables a host: whether to try again is our caller's business. */
const neverDisable = {
  getDelay: () => 0,
  next: () => neverDisable,
  reset: () => neverDisable,
}

/** Opens no socket yet. */
export function connect(target: InfluxTarget, clock: Clock): Connection {
  const { hostname, port, protocol, pathname } = new URL(target.url)
  const abandoned = new AbortController()
  const client = new InfluxDB({
    hosts: [
      {
        host: hostname,
        port: Number(port || (protocol === 'https:' ? 443 : 80)),
        protocol: protocol === 'https:' ? 'https' : 'http',
        path: pathname.replace(/\/$/, ''),
        options: { signal: abandoned.signal },
      },
    ],
    database: target.database,
    // Left out, the package would send root/root.
    username: target.username ?? '',
    password: target.password ?? '',
    pool: { backoff: neverDisable, maxRetries: 0, requestTimeout: target.timeoutMs },
  })
  // A reply cut off in the middle never settles the package's promise, and its timeout does not see it.
  const bounded = <T>(work: Promise<T>) => withDeadline(work, target.timeoutMs * 1.5, clock)
  return {
    async writeLines(lines, retentionPolicy) {
      try {
        // The package writes the measurement unescaped, so that a whole body of our own lines goes through as it is.
        await bounded(client.writePoints([{ measurement: lines }], { retentionPolicy, precision: 'n' }))
        return undefined
      } catch (error) {
        const refusal = refused(error)
        if (refusal) return refusal
        throw unavailable(error)
      }
    },
    async command(statement) {
      try {
        return firstResult(await bounded(client.queryRaw(statement, { method: 'POST', placeholders: {} })))
      } catch (error) {
        if (error instanceof StatementError) throw error
        const refusal = refused(error)
        throw refusal ? new StatementError(refusal.reason) : unavailable(error)
      }
    },
    select: (statement, { timeoutMs = target.timeoutMs, signal }: Partial<Patience> = {}) =>
      select(target, statement, [abandoned.signal, AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    async version() {
      const hosts = await bounded(client.ping(target.timeoutMs)).catch(() => [])
      return hosts.find(({ online }) => online)?.version ?? undefined
    },
    abandon: () => abandoned.abort(),
  }
}

/** Not through the package: its JSON.parse rounds 64-bit integers. */
async function select(
  target: InfluxTarget,
  statement: string,
  signals: AbortSignal[],
): Promise<readonly InfluxSeries[]> {
  const headers: Record<string, string> = {}
  if (target.username !== undefined) {
    headers.authorization = `Basic ${Buffer.from(`${target.username}:${target.password ?? ''}`).toString('base64')}`
  }
  const body = new URLSearchParams({ q: statement, db: target.database, epoch: 'ms' })
  let status: number
  let text: string
  try {
    const answer = await fetch(`${target.url.replace(/\/$/, '')}/query`, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.any(signals),
    })
    status = answer.status
    text = await answer.text()
  } catch (error) {
    throw unavailable(error)
  }
  if (status === 401 || status === 403 || status >= 500)
    throw new TransientError(`InfluxDB answers ${status}: ${text.slice(0, 200)}`)
  return firstResult(parseExact(text))
}

/** JSON in which a number that a float cannot hold becomes its digits. */
function parseExact(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? source : value,
  )
}

function firstResult(answer: unknown): readonly InfluxSeries[] {
  const { results, error } = answer as { results?: { error?: string; series?: InfluxSeries[] }[]; error?: string }
  const message = error ?? results?.[0]?.error
  if (message !== undefined) throw new StatementError(message)
  return results?.[0]?.series ?? []
}

async function withDeadline<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const late = Promise.withResolvers<never>()
  const cancel = clock.after(ms, () => late.reject(new TransientError(`InfluxDB did not answer within ${ms} ms`)))
  try {
    return await Promise.race([work, late.promise])
  } finally {
    cancel()
  }
}
