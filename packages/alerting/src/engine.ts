import { clueMeasurements, takeClue } from './attribution/clue-points.ts'
import { reviewCases } from './attribution/confirmation.ts'
import { isGroup } from './attribution/group-title.ts'
import { blindDue, tellBlind } from './attribution/self.ts'
import { followClock } from './clock-step.ts'
import type { AlertEvent, Engine } from './contract.ts'
import { changeHours, findHours } from './hours.ts'
import { endMass } from './hub.ts'
import { incidentJson, tellJoined } from './incident.ts'
import { settleLate } from './late/settle.ts'
import { applyMaintenance, maintenanceOf } from './maintenance.ts'
import { decideEscalation, decideOpening } from './opening.ts'
import { reason } from './reason.ts'
import type { AgentRecord, CheckRecord, NodeRecord, TimedRecord } from './record.ts'
import { clearCheck, closeIfOver, endFlapping, endGroup } from './recovery.ts'
import { resolveByHand } from './resolve.ts'
import { fieldDue } from './rules/field-due.ts'
import { takeSample } from './rules/measure.ts'
import { missField } from './rules/silent-field.ts'
import { judgeServices } from './service-judgement.ts'
import { serviceReport } from './service-state.ts'
import { endFailing } from './shield.ts'
import { fallSilent, missAgain, missResult, returnAgent } from './silence.ts'
import { restore, save } from './snapshot.ts'
import { agentDue, clearDue, hoursDue, missingDue, nextDueRecord, schedule, steadyDue } from './timer.ts'
import { takeReport } from './verdict.ts'
import { createWorld, type EngineInput, type World } from './world.ts'

/**
 * Makes the engine that turns check reports into incidents. Pure: the same inputs with the same times give the same events.
 * While catching up after a restart, `now` is the time at which each report was taken down, not the present.
 * A `snapshot` that is not ours is an error; checks that the configuration no longer has are dropped.
 */
export function createEngine(input: EngineInput, snapshot?: unknown): Engine {
  const world = createWorld(input)
  if (snapshot !== undefined) restore(world, snapshot)
  return {
    observe(report, now) {
      advance(world, now)
      const record = world.checks.get(report.check)
      if (record) takeReport(world, record, report)
      return handOut(world)
    },
    measure(samples, now) {
      advance(world, now)
      for (const sample of samples) {
        takeClue(world, sample)
        takeSample(world, sample)
      }
      return handOut(world)
    },
    tick(now) {
      advance(world, now)
      return handOut(world)
    },
    nextDue() {
      if (world.checks.size === 0 || world.now === 0) return undefined
      const due = Math.min(world.queue.peek()?.due ?? NEVER, world.maintenance.nextAt, world.cases.dueAt || NEVER)
      // What is overdue is due now: time asked for never lies behind us, for that would be a clock that was set back.
      return Math.max(world.now, Math.min(due, world.now + world.timing.heartbeatMs))
    },
    maintain(windows, now) {
      world.maintenance = maintenanceOf(windows, world.maintenance)
      if (now !== undefined) advance(world, now)
      return handOut(world)
    },
    resolve(id, now, by) {
      advance(world, now)
      const incident = world.incidents.get(id)
      if (incident) resolveByHand(world, incident, by)
      return handOut(world)
    },
    get open() {
      return [...world.incidents.values()].map((incident) => incidentJson(incident))
    },
    get services() {
      return [...world.services.values()].map((service) => serviceReport(service))
    },
    watches: [...new Set([...world.fields.rules.keys(), ...clueMeasurements])],
    get ignoredSeries() {
      return world.fields.ignored
    },
    snapshot: () => save(world),
  }
}

function handOut(world: World): AlertEvent[] {
  if (world.touched.size > 0) judgeServices(world)
  if (world.joined.size > 0) tellJoined(world)
  if (world.events.length === 0) return []
  const { events } = world
  world.events = []
  return events
}

/** Lets time pass up to `now`; what fell due is done in its order. */
function advance(world: World, now: number): void {
  if (world.now === 0) start(world, now)
  followClock(world, now)
  if (now - world.now > world.timing.stallMs) world.graceFrom = now
  world.now = Math.max(world.now, now)
  if (world.late.dueAt > 0 && world.late.dueAt <= world.now) settleLate(world)
  if (world.maintenance.nextAt <= world.now) applyMaintenance(world)
  for (let record = nextDueRecord(world, world.now); record; record = nextDueRecord(world, world.now))
    run(world, record)
  // When everything is known that came until now.
  if (world.cases.dueAt > 0 && world.cases.dueAt <= world.now) reviewCases(world)
}

const NEVER = Number.POSITIVE_INFINITY

/** Everything gets its full time from the first moment on. */
function start(world: World, now: number): void {
  world.now = now
  world.graceFrom = now
  for (const record of world.checks.values()) findHours(world, record)
  for (const all of [world.agents, world.checks, world.nodes])
    for (const record of all.values()) schedule(world, record)
}

function run(world: World, record: TimedRecord): void {
  if (record.type === 'check') runCheck(world, record)
  else if (record.type === 'node') runNode(world, record)
  else runAgent(world, record)
  schedule(world, record)
}

function runCheck(world: World, record: CheckRecord): void {
  if (hoursDue(record) <= world.now) changeHours(world, record)
  if (steadyDue(record) <= world.now) endFailing(world, record)
  if (clearDue(world, record) <= world.now) clearCheck(world, record)
  if (record.field) {
    if (fieldDue(record) <= world.now) missField(world, record)
  } else if (missingDue(world, record) <= world.now) {
    if (record.missing) missAgain(world, record)
    else missResult(world, record)
  }
}

function runNode(world: World, node: NodeRecord): void {
  if (node.massBackSince > 0 && node.massBackSince + world.timing.clearHoldMs <= world.now) {
    if (isGroup(node)) endGroup(world, node)
    else {
      endMass(world, node)
      closeIfOver(world, node, reason('hub-back'))
    }
  }
  if (node.steadyAt > 0 && node.steadyAt <= world.now) endFlapping(world, node)
  if (node.escalateAt > 0 && node.escalateAt <= world.now) decideEscalation(world, node)
  if (node.openAt > 0 && node.openAt <= world.now) decideOpening(world, node)
}

function runAgent(world: World, agent: AgentRecord): void {
  if (blindDue(world, agent) <= world.now) tellBlind(world, agent)
  if (agentDue(world, agent) > world.now) return
  if (agent.silent) returnAgent(world, agent)
  else fallSilent(world, agent)
}
