import type { CheckReport } from '@vonggac/model'
import { showAlert, touch } from './alert.ts'
import { noteUps } from './attribution/battery.ts'
import { goBlind, seeAgain } from './attribution/self.ts'
import { type Change, forget, type Grade, gradeOf, isAnswer, step } from './check-state.ts'
import { incidentsOf, wasWell } from './flapping.ts'
import { noteLink } from './hub.ts'
import { countAgain } from './incident.ts'
import { learnLate, noteGap } from './late/learn.ts'
import { suspect } from './opening.ts'
import { isCheckShielded } from './reachability.ts'
import { reason } from './reason.ts'
import type { CheckRecord } from './record.ts'
import { closeAround, closeIfOver } from './recovery.ts'
import type { FieldState } from './rules/field-state.ts'
import { UNSURE } from './service-state.ts'
import { endFailing, excuse, shieldDescendants } from './shield.ts'
import { findResult, hear } from './silence.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** Takes a result in. The quiet case, a good result of a good check, touches nothing but the check's record. */
export function takeReport(world: World, record: CheckRecord, report: CheckReport): void {
  if (isLate(world, record, report.at)) {
    learnLate(world, record, report)
    return
  }
  noteGap(world, record, report)
  record.lastAt = report.at
  record.lastSeen = world.now
  if (record.field) refresh(world, record, record.field)
  else hear(world, record.agent)
  // Somebody asked for it outside its hours: he is told the outcome, and nobody is called for it.
  if (record.closed) return
  const grade = gradeOf(report)
  if (grade === undefined) {
    record.unsure++
    if (report.error === 'local') goBlind(world, record)
    touch(world, record)
    if (record.unsure === UNSURE) showAlert(world, record, reason('unsure', textOf(report)))
    return
  }
  if (!record.decided || record.unsure > 0) decide(world, record)
  if (record.missing) findResult(world, record)
  if (grade !== 'ok') {
    record.why = textOf(report)
    record.answered = isAnswer(report)
    noteUps(world, record, report)
  }
  if (grade === 'ok') takeGood(world, record, report)
  else takeBad(world, record, report, grade)
}

/** Values of the series come again. Whether its agent is heard is for checks to say: points may come from elsewhere. */
function refresh(world: World, record: CheckRecord, field: FieldState): void {
  if (!field.stale) return
  field.stale = false
  showAlert(world, record, reason('data-back'))
}

/** It says something about its target, for the first time or again. */
function decide(world: World, record: CheckRecord): void {
  if (record.blind && seeAgain(record)) closeIfOver(world, record.agent.node, reason('self-back'))
  record.decided = true
  const wasUnsure = record.unsure >= UNSURE
  record.unsure = 0
  if (wasUnsure) showAlert(world, record, reason('data-back'))
  else touch(world, record)
}

/**
 * Older than what we know, or so old that it was buffered: history, no news. A last result from the future was stamped
 * by a clock that has been set right since; it does not keep out what follows.
 */
export function isLate({ now }: World, { lastAt, lateMs }: CheckRecord, at: number): boolean {
  if (at < now - lateMs || at === lastAt) return true
  return at < lastAt && lastAt <= now + SKEW_MS
}

/** What agents' clocks may be ahead of ours without being wrong. */
const SKEW_MS = 2_000

const MAX_TEXT = 160

function textOf({ status, error, detail }: CheckReport): string {
  const text = [error, detail].filter((part) => part !== '').join(': ') || status
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

function takeGood(world: World, record: CheckRecord, report: CheckReport): void {
  const { at } = report
  const before = record.state
  const { state } = step(before, { grade: 'ok', at, now: world.now, text: '' }, record.rule, world.timing)
  record.state = state
  if (state === before && !record.excused) return
  noteUps(world, record, report)
  const why = record.excused ? reason('parent-back') : reason('never-confirmed')
  record.excused = false
  if (state.belief === 'ok') {
    showAlert(world, record, why)
    closeAround(world, record, why)
  }
  if (state.belief !== 'ok') schedule(world, record)
  if (before.last === 'fail') noteLink(world, record.node)
}

function takeBad(world: World, record: CheckRecord, { at }: CheckReport, grade: Exclude<Grade, 'ok'>): void {
  const { node } = record
  if (!node.incident?.members.has(record.check.id) && isCheckShielded(record)) {
    shielded(world, record, grade)
    return
  }
  if (at <= node.shieldEnd && record.state.belief === 'ok') return
  if (record.excused) {
    record.excused = false
    record.state = forget(record.state)
  }
  const before = record.state
  const {
    state,
    change,
    reason: why,
  } = step(before, { grade, at, now: world.now, text: record.why }, record.rule, world.timing)
  record.state = state
  const again = grade === 'fail' && isAnotherFailure(world, before, change)
  if (change === 'eased') endFailing(world, record)
  else if (state.belief === 'fail' && grade === 'fail') fail(world, record, before.belief === 'fail')
  noteLink(world, node)
  if (again) failAgain(world, record)
  if (change === 'believed' || change === 'worse') suspect(world, record, why)
  else showAlert(world, record, why || reason('first-failure', record.why))
}

/** It was well for a while and fails again: what was believed before was not over, or it is believed anew. */
const isAnotherFailure = (
  { now, timing }: World,
  { belief, goods, goodSince }: CheckRecord['state'],
  change: Change | undefined,
): boolean => change === 'believed' || (belief === 'fail' && goods > 0 && now - goodSince >= timing.steadyMs)

/** What was told of it and is not over yet: one more failure of that, if all of it was well in between. */
function failAgain(world: World, record: CheckRecord): void {
  for (const incident of incidentsOf(record))
    if (wasWell(world, incident, record)) countAgain(world, incident, record.why)
}

/**
 * It fails: what is behind it is cut off, at once when its incident is open already. Not so behind something that answers
 * and says what is wrong with it.
 */
function fail(world: World, record: CheckRecord, again: boolean): void {
  if (record.answered) {
    if (record.failing) endFailing(world, record)
    return
  }
  const relapsed = again && !record.failing
  record.failing = true
  if (!again) record.node.failedAt = world.now
  if (relapsed) shieldDescendants(world, record.node)
}

/** A failure that its failed parent explains. A warning behind a failed parent says nothing at all. */
function shielded(world: World, record: CheckRecord, grade: Grade): void {
  record.state = { ...record.state, last: grade }
  noteLink(world, record.node)
  if (grade === 'fail' && !record.excused) excuse(world, record)
}
