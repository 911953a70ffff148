import { type Check, MINUTE_MS, type Schedule, type Status } from '@vonggac/model'
import { expect, test } from 'vitest'
import type { AlertEvent } from './contract.ts'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { reportOf } from './testing/history.ts'
import { province } from './testing/province.ts'

const base = province({ sites: 1 })
const MAIL = 'dc/mail/tcp-25@hub'
/** Thursday, 07:00 in Viet Nam; the office opens half an hour later. */
const MORNING = Date.UTC(2026, 10, 26, 0)
const HOUR = 60 * MINUTE_MS

function watch(schedule: Omit<Schedule, 'id' | 'zone' | 'days'>) {
  const timed = { id: 's', zone: 'Asia/Ho_Chi_Minh', days: [1, 2, 3, 4, 5], ...schedule }
  const checks = base.checks.map((check): Check => (check.id === MAIL ? { ...check, schedule: timed } : check))
  const input = { ...base, checks, rules: [] }
  let engine = createEngine(input)
  let now = MORNING
  const events: AlertEvent[] = engine.tick(now)
  return {
    /** Everything but the mail check is well and reports; it says `status`, or nothing. */
    run(ms: number, status?: Status) {
      for (const until = now + ms; now < until; now += 10_000) {
        for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
          events.push(...engine.tick(due))
        for (const check of checks) {
          const said = check.id === MAIL ? status : 'ok'
          if (said) events.push(...engine.observe(reportOf(check, said, now), now))
        }
      }
    },
    restart() {
      engine = createEngine(input, JSON.parse(JSON.stringify(engine.snapshot())))
    },
    told: () =>
      events
        .filter(isIncidentEvent)
        .map(({ kind, incident, reason }) => `${kind} ${incident.node} ${reason.split(':')[0]}`),
    state: () => engine.services[0]!.state,
  }
}

const office = { hours: [[450, 690] as const, [810, 1_020] as const] }

test('outside its hours a check is not missing, and its service is closed', () => {
  const it = watch(office)
  it.run(HOUR / 4)
  expect(it.told()).toEqual([])
  expect(it.state()).toBe('closed')
  it.run(HOUR, 'ok')
  expect(it.state()).toBe('up')
})

test('within its hours it is missing as ever, from their beginning on', () => {
  const it = watch(office)
  it.run(HOUR / 2 + 40_000)
  expect(it.told()).toEqual([])
  it.run(HOUR / 4)
  expect(it.told()).toEqual(['opened dc/mail no-data'])
})

test('a failure at closing time ends with the hours, also over a restart, and has to fail anew', () => {
  const it = watch(office)
  it.run(HOUR / 2)
  it.run(4 * HOUR - MINUTE_MS, 'fail')
  expect(it.told()).toEqual(['opened dc/mail need-met'])
  it.restart()
  it.run(HOUR)
  expect(it.told()).toEqual(['opened dc/mail need-met', 'resolved dc/mail closed'])
  expect(it.state()).toBe('closed')
  it.run(2 * HOUR, 'fail')
  expect(it.told()).toEqual(['opened dc/mail need-met', 'resolved dc/mail closed', 'opened dc/mail need-met'])
})

test('what somebody asks for outside the hours pages nobody', () => {
  const it = watch(office)
  it.run(HOUR / 4, 'fail')
  expect(it.told()).toEqual([])
})

test('what runs once a day is believed at once, holds until the next run, and is missed when that does not come', () => {
  const it = watch({ at: [450] })
  it.run(HOUR / 2)
  it.run(15_000, 'fail')
  it.run(10_000)
  expect(it.told()).toEqual(['opened dc/mail need-met'])
  it.run(5 * HOUR)
  expect(it.told()).toHaveLength(1)
  expect(it.state()).toBe('down')
})
