import type { FieldValue } from '@vonggac/model'
import { expect, test } from 'vitest'
import { lookAtCounters, rememberCounters } from './counter-watch.ts'
import type { Rows } from './walk.ts'

type Row = Record<string, FieldValue>
const rowsOf = (rows: Record<number, Row>): Rows =>
  new Map(Object.entries(rows).map(([index, row]) => [Number(index), new Map(Object.entries(row))]))
const look = (at: number, ticks: number, rows: Record<number, Row>) => ({ at, upTime: { ticks }, rows: rowsOf(rows) })

/** Two polls a minute apart, of a device that is up for a day; events by ifIndex. */
function eventsOf(before: Record<number, Row>, after: Record<number, Row>, ticks = 8_646_000) {
  const [first, second] = [look(0, 8_640_000, before), look(60_000, ticks, after)]
  const [events, memory] = lookAtCounters(rememberCounters(first), second)
  // What is remembered then is the second poll.
  const [none] = lookAtCounters(memory, { ...second, at: 120_000 })
  expect(none).toEqual(new Map())
  return Object.fromEntries(events)
}
const port = (ifName: string, more: Row = {}): Row => ({ ifName, ifHighSpeed: 100n, ifHCInOctets: 10n ** 12n, ...more })

test.for<{ name: string; before: Record<number, Row>; after: Record<number, Row>; ticks?: number; events: object }>([
  {
    name: 'count on',
    before: { 1: port('a') },
    after: { 1: port('a', { ifHCInOctets: 10n ** 12n + 1n }) },
    events: {},
  },
  {
    name: 'belong to a device that began anew, even where they are higher',
    before: { 1: port('a'), 2: port('b') },
    after: { 1: port('a'), 2: port('b', { ifHCInOctets: 2n ** 60n }) },
    ticks: 1_000,
    events: { 1: 'restart', 2: 'restart' },
  },
  {
    name: 'are cleared on one interface',
    before: { 1: port('a', { ifInErrors: 9n }), 2: port('b') },
    after: { 1: port('a', { ifInErrors: 0n }), 2: port('b') },
    events: { 1: 'reset' },
  },
  {
    name: 'have another discontinuity time, though none is lower',
    before: { 1: port('a', { ifCounterDiscontinuityTime: 5n }) },
    after: { 1: port('a', { ifCounterDiscontinuityTime: 77n }) },
    events: { 1: 'reset' },
  },
  {
    name: 'go round',
    before: { 1: { ifName: 'a', ifSpeed: 100_000_000n, ifInOctets: 4_294_967_000n } },
    after: { 1: { ifName: 'a', ifSpeed: 100_000_000n, ifInOctets: 1_000n } },
    events: { 1: 'wrap' },
  },
  {
    name: 'go round and are cleared at once',
    before: { 1: { ifName: 'a', ifSpeed: 100_000_000n, ifInOctets: 4_294_967_000n, ifInErrors: 3n } },
    after: { 1: { ifName: 'a', ifSpeed: 100_000_000n, ifInOctets: 1_000n, ifInErrors: 0n } },
    events: { 1: 'reset' },
  },
  {
    name: 'have moved to another ifIndex with their interfaces',
    before: { 1: port('a', { ifInErrors: 5n }), 2: port('b', { ifInErrors: 900n }) },
    after: { 7: port('b', { ifInErrors: 901n }), 9: port('a', { ifInErrors: 5n }) },
    events: {},
  },
  {
    name: 'have moved, and one was cleared',
    before: { 1: port('a', { ifInErrors: 5n }), 2: port('b', { ifInErrors: 900n }) },
    after: { 7: port('b', { ifInErrors: 1n }), 9: port('a', { ifInErrors: 5n }) },
    events: { 7: 'reset' },
  },
  {
    name: 'are of an interface that is new',
    before: { 1: port('a') },
    after: { 1: port('a'), 2: port('c') },
    events: {},
  },
])('counters that $name', ({ before, after, ticks, events }) => {
  expect(eventsOf(before, after, ticks)).toEqual(events)
})
