import { randomBytes } from 'node:crypto'
import { noticeDeliveries, type Oncall } from '@vonggac/alerting'
import type { Clock, Log, Name } from '@vonggac/model'
import { type Config, type PreflightPlan, preflightPlan } from '@vonggac/model/inventory'
import type { Preflight } from '../api-types.ts'
import type { EventHub } from '../event-hub.ts'
import { type By, nameOf, writeAudit } from '../state/audit.ts'
import { abandonPreflights, putPreflight, tellReadiness, toldOf } from '../state/readiness.ts'
import type { State } from '../state/tables.ts'
import { assess } from './assessment.ts'
import type { PlannedMeeting } from './meeting-book.ts'
import type { OrderDesk } from './order-desk.ts'
import { readinessLines } from './readiness-lines.ts'
import { tellingOf } from './telling.ts'

/** What is to be tested, and why. */
export interface PreflightRequest {
  readonly sites: readonly string[]
  readonly meeting?: Pick<PlannedMeeting, 'id' | 'title' | 'end'> | undefined
  /** How long before the meeting it was due, ms; not given when a person asked for it. */
  readonly leadMs?: number
  readonly by?: By
}

/** Tests sites through the agent at the hub, keeps what came of it, and tells who has to know. */
export interface PreflightDesk extends AsyncDisposable {
  /** Begins a test; `undefined` when as many as may be are under way. What comes of it is written and broadcast. */
  begin(request: PreflightRequest): Promise<Preflight | undefined>
  /** Resolves when a test that was begun is over. */
  over(id: string): Promise<void>
}

export interface PreflightDeps {
  readonly config: Config
  readonly state: State
  readonly orders: Pick<OrderDesk, 'run'>
  readonly hub: EventHub
  readonly clock: Clock
  readonly log: Log
  /** Puts lines into the journal, for the store. */
  readonly append: (lines: string) => Promise<unknown>
  /** There is something in the outbox. */
  readonly wake: () => void
  /** The console's page of a meeting; `null` while its address is not known. */
  readonly link: (meeting: string) => string | null
}

/** Tests under way at the same time: each loads every link of its sites. */
const MAX_RUNNING = 2
/** What a test may take beyond its checks, ms: the agent's answer is large. */
const SPARE_MS = 15_000
/** A test that nobody asked for a meeting for is for one that is held now and lasts this long, ms. */
const UNPLANNED_MS = 2 * 3_600_000

export async function openPreflightDesk(deps: PreflightDeps): Promise<PreflightDesk> {
  const { state, hub, clock, log } = deps
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  await abandonPreflights(state, clock.now(), 'the collector was stopped meanwhile')

  const put = async (preflight: Preflight) => {
    await putPreflight(state, preflight)
    const { id, meeting, state: stage, verdict } = preflight
    hub.send('preflight', { id, meeting, state: stage, verdict })
  }
  const record = ({ id, asked }: Preflight, by: By) =>
    writeAudit(state, { at: clock.now(), by, what: 'test of sites begun', target: id, detail: asked.join(', ') })
  const run = async (preflight: Preflight, request: PreflightRequest) => {
    const done = await outcomeOf(preflight, request, { ...deps, signal: stopping.signal })
    await put(done)
    if (done.state === 'failed') return log.warn('sites could not be tested', { preflight: done.id, error: done.error })
    await deps.append(readinessLines(done))
    if (request.leadMs !== undefined && request.meeting) await tell(done, request.meeting, deps)
  }
  return {
    async begin(request) {
      if (running.size >= MAX_RUNNING) return undefined
      const preflight = begun(request, clock.now())
      const work = Promise.withResolvers<void>()
      running.set(preflight.id, work.promise)
      try {
        await put(preflight)
        if (request.by !== undefined) await record(preflight, request.by)
      } catch (error) {
        running.delete(preflight.id)
        throw error
      }
      void run(preflight, request)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted)
            log.error('a test of sites failed by our own fault', { preflight: preflight.id, error })
        })
        .finally(() => {
          running.delete(preflight.id)
          work.resolve()
        })
      return preflight
    },
    over: (id) => running.get(id) ?? Promise.resolve(),
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the collector is stopping'))
      await Promise.allSettled(running.values())
    },
  }
}

const begun = ({ meeting, leadMs, by, sites }: PreflightRequest, at: number): Preflight => ({
  id: `pf-${at.toString(36)}-${randomBytes(3).toString('hex')}`,
  meeting: meeting?.id ?? null,
  title: meeting?.title ?? null,
  asked: sites,
  lead_ms: leadMs ?? null,
  by: by === undefined ? null : nameOf(by),
  started_at: at,
  finished_at: null,
  state: 'running',
  error: null,
  verdict: null,
  common: [],
  sites: [],
})

/** How long the rounds of a plan may take, ms. */
const lengthOf = ({ rounds }: PreflightPlan): number =>
  rounds.reduce(
    (sum, { pauseMs, checks }) => sum + pauseMs + Math.max(0, ...checks.map(({ timeoutMs }) => timeoutMs ?? 0)),
    SPARE_MS,
  )

async function outcomeOf(
  preflight: Preflight,
  { sites, meeting }: PreflightRequest,
  { config, orders, clock, signal }: PreflightDeps & { readonly signal: AbortSignal },
): Promise<Preflight> {
  const failed = (error: string): Preflight => ({
    ...preflight,
    state: 'failed',
    finished_at: clock.now(),
    error,
  })
  const plan = preflightPlan(config, sites)
  if (!plan) return failed('the configuration has no agent with `hub: true`: there is nobody to test from')
  try {
    const answer = await orders.run(plan.agent, plan.rounds, { limitMs: lengthOf(plan), signal })
    if (answer.problem) return failed(`the agent ${plan.agent} says: ${answer.problem}`)
    const until = meeting?.end ?? preflight.started_at + UNPLANNED_MS
    const judged = assess(plan, answer, { limits: config.readiness, until })
    return { ...preflight, ...judged, state: 'done', finished_at: clock.now() }
  } catch (error) {
    signal.throwIfAborted()
    return failed(error instanceof Error ? error.message : String(error))
  }
}

/** Tells people on call what has changed since they were told last, and remembers it in the same transaction. */
async function tell(
  preflight: Preflight,
  { id, title }: { id: string; title: Name },
  deps: PreflightDeps,
): Promise<void> {
  const { config, state, clock, wake, link } = deps
  const { count, told } = await toldOf(state, id)
  const telling = tellingOf({ ...preflight, title }, told)
  if (!telling) return
  const at = clock.now()
  const { organisation, oncall } = config
  const { title: first, text, severity } = telling
  const notice = {
    id: `meeting-${id}`,
    nth: count,
    severity,
    title: first,
    text,
    at,
    link: link(id),
    organisation: organisation.name,
  }
  const deliveries = noticeDeliveries(notice, oncall satisfies Oncall)
  await tellReadiness(state, { meeting: id, told: telling.told, count: count + 1, deliveries, at })
  wake()
}
