import { expandChecks, rulesOf, servicesOf, topologyOf } from '@vonggac/model/inventory'
import type { Place, Scenario } from '@vonggac/model/scenario'
import type { EngineInput, ServiceCause } from '../world.ts'
import { createAgenda } from './agenda.ts'
import { type Attempt, createChannels } from './channels.ts'
import { createCollector, type Decided } from './collector.ts'
import { planDeeds } from './deeds.ts'
import { type TimePlan, timePlanOf } from './moments.ts'
import { isNextLevel, type Notification, notificationOf } from './notification.ts'
import { pagerOf } from './paging.ts'
import { startProbing } from './probing.ts'
import { scriptsOf } from './script.ts'
import { type Unmatched, unmatchedOf } from './unmatched.ts'
import { createUplinks } from './uplinks.ts'

/** Something that was done in a scenario, or an attempt to send. */
export interface Note {
  readonly at: number
  readonly text: string
}

/** Everything that happened in a run of a scenario, in order of time. */
export interface Run {
  readonly plan: TimePlan
  readonly notifications: readonly Notification[]
  readonly attempts: readonly Attempt[]
  readonly decided: readonly Decided[]
  readonly notes: readonly Note[]
  /** What the scenario wanted done and could not be. */
  readonly failures: readonly { readonly at: number; readonly place: Place; readonly text: string }[]
  /** What it speaks of and the configuration does not have. */
  readonly unmatched: readonly Unmatched[]
}

/** What may be added to a scenario from outside. */
export interface RunOptions {
  readonly serviceCause?: ServiceCause
  /** A restart that the scenario does not speak of, Unix ms. */
  readonly restart?: { readonly at: number; readonly killed: boolean }
}

/** How long the world has been well, and watched, when a scenario begins: every check has reported by then. */
const BEFORE_MS = 65_000

/** What the pager hears of an attempt. A message that was taken and lost counts as delivered: nobody can know. */
const RESULTS = { delivered: 'delivered', lost: 'delivered', failed: 'failed', 'given up': 'given-up' } as const

/** Runs a scenario: the real engine, and everything around it simulated. Pure: the same scenario gives the same run. */
export function runScenario(scenario: Scenario, { serviceCause, restart }: RunOptions = {}): Run {
  const { config } = scenario
  const plan = timePlanOf(scenario)
  const checks = expandChecks(config).filter(({ context }) => !context)
  const input: EngineInput = {
    topology: topologyOf(config),
    checks,
    rules: rulesOf(config.alerts.rules),
    services: servicesOf(config, checks),
    ...(serviceCause && { serviceCause }),
  }
  const agenda = createAgenda(plan.start - BEFORE_MS)
  const notifications: Notification[] = []
  const attempts: Attempt[] = []
  const decided: Decided[] = []
  const notes: Note[] = []
  const failures: { at: number; place: Place; text: string }[] = []

  const channels = createChannels(config.oncall.channels, agenda, (attempt) => {
    attempts.push(attempt)
    if (attempt.outcome === 'delivered') {
      const one = notificationOf(attempt)
      const next = isNextLevel(one, notifications)
      notifications.push(next ? { ...one, kinds: ['escalated', ...one.kinds] } : one)
    }
    const { outcome, delivery } = attempt
    collector.settled({ key: delivery.key, result: RESULTS[outcome] })
  })
  const collector = createCollector({
    input,
    openPager: pagerOf(scenario),
    agenda,
    keeps: restart?.killed === true || scenario.events.some((one) => one.kind === 'deed' && one.deed.do === 'kill'),
    onEvent: (one) => void decided.push(one),
    onPaged: ({ deliveries, withdrawn, notes: lines }) => {
      for (const { incident, text } of lines) notes.push({ at: agenda.now, text: `${incident}: ${text}` })
      channels.withdraw(withdrawn)
      channels.send(deliveries)
    },
  })
  const uplinks = createUplinks(agenda, {
    blockedUntil: (at) => collector.downUntil(at),
    deliver: (result, clockMs) => collector.observe(result, clockMs),
    rules: [...config.alerts.rules, ...input.rules],
  })
  startProbing(scriptsOf(scenario, checks, plan).values(), agenda, uplinks.emit)
  planDeeds(scenario, {
    agenda,
    collector,
    channels,
    plan,
    tell: (text) => void notes.push({ at: agenda.now, text }),
    fail: (place, text) => void failures.push({ at: agenda.now, place, text }),
  })
  if (restart) agenda.plan(restart.at, () => collector.restart({ killed: restart.killed, until: agenda.now }))
  agenda.run(plan.end)
  return { plan, notifications, attempts, decided, notes, failures, unmatched: unmatchedOf(scenario, checks) }
}
