import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlertEvent, Engine } from './contract.ts'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { reasonCode } from './reason.ts'
import { type Deed, history, live } from './testing/history.ts'
import { province } from './testing/province.ts'

const input = { ...province({ sites: 8, links: (i) => (i % 3 === 0 ? 2 : 1), siteAgents: true }), rules: [] }

/** An engine whose clock is set back before the next thing that happens, and with it what the agents' clocks show by it. */
function setBack(engine: Engine, byMs: number): Engine {
  let isSet = false
  /** The moment before, still by the old clock. */
  const before = (now: number) => {
    const events = isSet ? [] : engine.tick(now)
    isSet = true
    return events
  }
  return {
    ...engine,
    observe: (report, now) => [...before(now), ...engine.observe({ ...report, at: report.at - byMs }, now - byMs)],
    tick: (now) => [...before(now), ...engine.tick(now - byMs)],
    nextDue: () => (engine.nextDue() ?? Number.NaN) + (isSet ? byMs : 0),
    resolve: (id, now, by) => [...before(now), ...engine.resolve(id, now - byMs, by)],
    get open() {
      return engine.open
    },
  }
}

/** Results in the order in which they were measured, no two of a check at one moment: what is late is another matter. */
const ordered = (deeds: readonly Deed[]): Deed[] =>
  deeds.map((deed) => ({ ...deed, after: deed.after + 1, ...(deed.do === 'report' && { ago: 0 }) }))

/** What happened to each thing, without moments, and not in which order to different ones: those of before and after the step are not of one clock. */
const inShort = (events: readonly AlertEvent[]) =>
  events
    .flatMap((event) => {
      if (event.kind === 'service' || event.kind === 'updated') return []
      const what = isIncidentEvent(event)
        ? `${event.incident.node} ${event.incident.severity}`
        : `${event.check} ${event.to}`
      return [`${what} ${event.kind} ${reasonCode(event.reason)}`]
    })
    .sort()

test('a clock that is set back at any moment, by any time, changes nothing of what is decided', () => {
  fc.assert(
    fc.property(history, fc.nat(59), fc.integer({ min: 300_000, max: 100_000_000 }), (any, step, byMs) => {
      const deeds = ordered(any)
      const plain = live(createEngine(input), input.checks, deeds)
      const set = live(createEngine(input), input.checks, deeds, (engine, i) =>
        i === step ? setBack(engine, byMs) : engine,
      )
      expect(inShort(set)).toEqual(inShort(plain))
    }),
    { numRuns: 40, endOnFailure: true },
  )
})
