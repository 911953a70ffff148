import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlertEvent } from '../contract.ts'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { reasonCode } from '../reason.ts'
import { stageOf } from '../testing/drama.ts'
import { type Deed, historyWithClues, live } from '../testing/history.ts'

const input = { ...stageOf({ sites: 8, twoLinks: true }), rules: [] }
const RUNS = { numRuns: 60 }

test('a restart at any moment changes nothing of what is thought', () => {
  fc.assert(
    fc.property(historyWithClues, fc.array(fc.nat(60), { maxLength: 4 }), (deeds, restarts) => {
      const plain = live(createEngine(input), input.checks, deeds)
      const restarted = live(createEngine(input), input.checks, deeds, (engine, i) =>
        restarts.includes(i) ? createEngine(input, JSON.parse(JSON.stringify(engine.snapshot()))) : engine,
      )
      expect(restarted).toEqual(plain)
    }),
    RUNS,
  )
})

/** Everything but what is thought of causes. */
const withoutCauses = (events: readonly AlertEvent[]) =>
  events.flatMap<unknown>((event) => {
    if (!isIncidentEvent(event)) return [event]
    if (reasonCode(event.reason) === 'attributed') return []
    const { cause: _cause, attribution: _attribution, ...incident } = event.incident
    return [{ ...event, incident }]
  })

/** The same history with nothing measured in it. */
const silenced = (deeds: readonly Deed[]): Deed[] =>
  deeds.map((deed) => (deed.do === 'measure' ? { do: 'pause', after: deed.after } : deed))

test('whatever tells of causes opens, ends, worsens and names nothing', () => {
  fc.assert(
    fc.property(historyWithClues, (deeds) => {
      const told = live(createEngine(input), input.checks, deeds)
      const untold = live(createEngine(input), input.checks, silenced(deeds))
      expect(withoutCauses(told)).toEqual(withoutCauses(untold))
    }),
    RUNS,
  )
})

test('a cause is confirmed once for each time that something is seen as what it is seen as, and then it stays', () => {
  fc.assert(
    fc.property(historyWithClues, (deeds) => {
      const confirmed = new Map<string, string>()
      for (const event of live(createEngine(input), input.checks, [...deeds, { do: 'pause', after: 3_600_000 }])) {
        if (!isIncidentEvent(event)) continue
        const { id, attribution, cause } = event.incident
        expect(attribution?.cause).toBe(cause)
        expect(attribution!.confidence).toBeGreaterThan(0)
        expect(attribution!.confidence).toBeLessThan(1)
        if (reasonCode(event.reason) === 'attributed') expect(confirmed.has(id)).toBe(false)
        if (attribution?.state === 'confirmed') confirmed.set(id, cause)
        else confirmed.delete(id)
      }
    }),
    RUNS,
  )
})
