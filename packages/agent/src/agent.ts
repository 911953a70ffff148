import { dirname, join } from 'node:path'
import type { Clock, Log, Plan, Result } from '@vonggac/model'
import { createEmitter } from './emitter.ts'
import { createPost, type Post } from './http-post.ts'
import { startListeners } from './listeners/registry.ts'
import { startOrders } from './orders/orders.ts'
import { runOrder } from './orders/run-order.ts'
import { createWatchLeases } from './orders/watch-leases.ts'
import { createOutageTrace } from './outage-trace.ts'
import type { ProbeContext } from './probe.ts'
import { createProbeSet } from './probe-set.ts'
import { createQuarantine } from './quarantine.ts'
import { createRecoveryLook } from './recovery-look.ts'
import { type Scheduler, startScheduler } from './scheduler.ts'
import { startSelfMeasurement } from './self.ts'
import { openSpool, type SpoolLimits } from './spool.ts'
import { startUplink } from './uplink.ts'

export interface AgentOptions {
  readonly plan: Plan
  readonly collector: {
    readonly url: string
    readonly key: string | undefined
  }
  readonly spool: SpoolLimits & { readonly path: string }
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  readonly secret: ProbeContext['secret']
}

/**
 * Runs an agent: probe → scheduler → spool → uplink. This is the wiring; each stage is a module of its own.
 * Disposing stops the stages in reverse: nothing new is measured, what was measured is kept, what can be sent is sent.
 * Throws a `ConfigError` when the spool cannot be used.
 */
export async function startAgent(options: AgentOptions): Promise<AsyncDisposable> {
  const { plan, clock, log, version, secret } = options
  await using stack = new AsyncDisposableStack()

  const spool = stack.use(openSpool(options.spool.path, options.spool, { clock, log }))
  const quarantine = createQuarantine(join(dirname(options.spool.path), 'refused.jsonl'), { clock, log })
  const post = stack.use(createPost())
  const uplink = stack.use(
    startUplink({ ...options.collector, agent: plan.agent, version }, { spool, quarantine, post, clock, log }),
  )
  const emitter = stack.use(createEmitter({ spool, clock, log, onUrgent: uplink.flush }))
  // Notices and first answers may come before there is a schedule.
  let scheduler: Scheduler | undefined
  const early: string[] = []
  const bringForward = (id: string) => (scheduler ? scheduler.bringForward(id) : void early.push(id))
  const traceOutage = createOutageTrace(plan.checks, clock, (id) => scheduler?.expedite(id, { runs: 1 }))
  const recovery = createRecoveryLook(clock, bringForward)
  const noticed = (result: Result) => {
    emitter.result(result)
    traceOutage(result)
    recovery.noticed(result)
  }
  const deps = { clock, log, secret, profiles: plan.profiles }
  const probes = stack.use(await createProbeSet(plan.checks, deps, { notify: noticed, heard: bringForward }))
  const jobs = plan.checks.map((check) => ({
    id: check.id,
    intervalMs: check.intervalMs,
    schedule: check.schedule,
    run: async (signal: AbortSignal, expedited: boolean) => {
      const result = await probes.run(check, signal)
      recovery.ran(result)
      emitter.result(expedited ? { ...result, urgent: true } : result)
    },
  }))
  scheduler = stack.use(startScheduler(jobs, { clock }))
  for (const id of early) scheduler.bringForward(id)
  stack.use(await startListeners(plan, { emitter, expedite: scheduler.expedite, clock, log, secret }))
  startTakingOrders(options, { stack, post, expedite: scheduler.expedite })
  const { agent, site } = plan
  stack.use(
    startSelfMeasurement({
      agent,
      site,
      version,
      scheduler,
      spool,
      emitter,
      quarantine,
      clock,
    }),
  )

  log.info('agent started', {
    agent,
    checks: plan.checks.length,
    spool: options.spool.path,
  })
  return stack.move()
}

/** The collector may ask for more than the plan says, of the checks that the plan has. */
function startTakingOrders(
  { plan, collector, version, clock, log, secret }: AgentOptions,
  { stack, post, expedite }: { stack: AsyncDisposableStack; post: Post; expedite: Scheduler['expedite'] },
) {
  const ids = new Set(plan.checks.map(({ id }) => id))
  const leases = stack.use(createWatchLeases(ids, { clock, expedite: (id) => expedite(id, { runs: 1 }) }))
  const deps = { clock, log, secret, profiles: plan.profiles, plan: plan.checks }
  stack.use(
    startOrders(
      { ...collector, agent: plan.agent, version },
      { post, clock, log, run: (order, signal) => runOrder(order, deps, signal), watch: leases.take },
    ),
  )
}
