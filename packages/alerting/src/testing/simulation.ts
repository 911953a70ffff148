import { type Check, type CheckReport, fnv1a, type Status } from '@vonggac/model'
import type { AlertEvent, Engine } from '../contract.ts'
import { isIncidentEvent } from '../message.ts'

/** When the world of a simulation begins. */
export const START = Date.UTC(2026, 10, 22, 19, 0, 0)

/** What the network does: the status of a check at a moment, or `silent` when no result of it arrives. */
export type World = (check: Check, at: number) => Status | 'silent'

export interface Simulation {
  readonly checks: readonly Check[]
  readonly world: World
  readonly until: number
  /** Gives the engine anew, as a restart would; `undefined`: it stays. */
  readonly restart?: (engine: Engine, now: number) => Engine | undefined
}

/** A link's ping notices three lost packets after about this; an endpoint's, pinged every 5 s, later. */
const NOTICE_MS = 2_800
const DEVICE_NOTICE_MS = 12_000

interface Arrival {
  readonly now: number
  readonly report: CheckReport
}

/** Everything that the agents would send, in order of arrival: a result each interval, pings also at once when they change. */
export function arrivals({ checks, world, until }: Simulation): Arrival[] {
  const all = checks.flatMap((check) =>
    check.kind === 'icmp' ? pings(check, world, until) : polls(check, world, until),
  )
  return all.sort((a, b) => a.now - b.now || (a.report.check < b.report.check ? -1 : 1))
}

function polls(check: Check, world: World, until: number): Arrival[] {
  const found: Arrival[] = []
  for (let at = START + phase(check); at < until; at += check.intervalMs) {
    const status = world(check, at)
    if (status !== 'silent') found.push(arrival(check, status, at, status === 'fail' ? 2_000 : 40))
  }
  return found
}

/** Sampled every 100 ms: failing notices after three lost packets, good ones with the first answer. */
function pings(check: Check, world: World, until: number): Arrival[] {
  const found: Arrival[] = []
  const notice = (check.intervalMs === 10_000 ? NOTICE_MS : DEVICE_NOTICE_MS) + (phase(check) % 800)
  let downSince = 0
  let told = false
  for (let at = START + (phase(check) % 100); at < until; at += 100) {
    const status = world(check, at)
    const due = (at - START - phase(check) + check.intervalMs * 1_000) % check.intervalMs < 100
    if (status === 'fail') downSince ||= at
    else if (status !== 'silent') downSince = 0
    if (status === 'fail' && !told && at - downSince >= notice) {
      told = true
      found.push(arrival(check, 'fail', at, 5))
    } else if (status === 'ok' && told) {
      told = false
      found.push(arrival(check, 'ok', at, 5))
    } else if (due && status !== 'silent') {
      found.push(arrival(check, status === 'fail' && !told ? 'warn' : status, at, 10))
    }
  }
  return found
}

const phase = ({ id, intervalMs }: Check) => fnv1a(id) % intervalMs

const arrival = (check: Check, status: Status, at: number, delay: number): Arrival => ({
  now: at + delay,
  report: {
    check: check.id,
    status,
    error: status === 'fail' ? 'timeout' : '',
    detail: '',
    at,
    durationMs: delay,
    agent: check.vantage,
  },
})

/** Runs the engine over it, ticking when it asks for it, as the collector does. */
export function simulate(first: Engine, simulation: Simulation): AlertEvent[] {
  let engine = first
  const events: AlertEvent[] = engine.tick(START)
  const ticksUntil = (now: number) => {
    for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
      events.push(...engine.tick(due))
  }
  for (const { now, report } of arrivals(simulation)) {
    ticksUntil(now)
    engine = simulation.restart?.(engine, now) ?? engine
    events.push(...engine.observe(report, now))
  }
  ticksUntil(simulation.until)
  return events
}

/** The events in words, short: `+12.3s opened s0/l0 critical need-met`. */
export const inWords = (events: readonly AlertEvent[]): string[] =>
  events
    .filter(isIncidentEvent)
    .map(
      ({ at, kind, incident, reason }) =>
        `+${((at - START) / 1_000).toFixed(1)}s ${kind} ${incident.node} ${incident.severity} ${reason.split(':')[0]}`,
    )
