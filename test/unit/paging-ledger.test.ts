import { expect, test } from 'vitest'
import { type Expected, ledgerOf } from '../support/paging-ledger.ts'
import type { Arrival } from '../support/paging-receiver.ts'

const expected: Expected = {
  nodes: ['a/vnpt'],
  incidents: [{ id: 'i', node: 'a/vnpt', timeline: [] }],
  broadcast: 'hook',
  acknowledgedAt: new Map([['a/vnpt', 10_000]]),
  levels: [{ person: 'an', note: null }],
}
const arrived = (...keys: string[]): Arrival[] =>
  keys.map((key, at) => ({ key, channel: key.split(':')[2]!, at, answered: true }))
const all = ['i:opened:hook', 'i:opened:sms:an', 'i:resolved:hook', 'i:resolved:sms:an']
const wrong = (arrivals: readonly Arrival[], changes: Partial<Expected> = {}) =>
  Object.entries(ledgerOf(arrivals, { ...expected, ...changes }))
    .filter(([, value]) => Array.isArray(value) && value.length > 0)
    .map(([name, value]) => `${name}: ${String(value)}`)

test.for<[string, Arrival[], Partial<Expected>, string[]]>([
  ['everybody told once of each', arrived(...all), {}, []],
  [
    'the page of the broadcast is lost',
    arrived(...all.filter((key) => key !== all[0])),
    {},
    ['lost: a/vnpt', 'endsWithoutBeginning: a/vnpt hook'],
  ],
  ['an end is lost', arrived(...all.slice(0, 3)), {}, ['lost: a/vnpt an']],
  ['a person is never told', arrived(all[0]!, all[2]!), {}, ['lost: a/vnpt an: ']],
  ['an incident that there should be is not there', arrived(), { incidents: [] }, ['lost: a/vnpt,a/vnpt']],
  [
    'another key for the same',
    arrived(all[0]!, 'i2:opened:hook', ...all.slice(1)),
    { incidents: [...expected.incidents, { id: 'i2', node: 'a/vnpt', timeline: [] }] },
    ['lost: a/vnpt', 'doubled: a/vnpt hook'],
  ],
  ['the same key once more', arrived(all[0]!, ...all), {}, ['repeatsAfterAnswer: i:opened:hook']],
  [
    'the same key once more, nothing answered',
    [{ ...arrived(all[0]!)[0]!, answered: false }, ...arrived(...all)],
    {},
    ['repeatsBeforeAnswer: i:opened:hook'],
  ],
  ['the end first', arrived(all[2]!, all[0]!, all[1]!, all[3]!), {}, ['outOfOrder: a/vnpt hook']],
  [
    'told after the acknowledgement',
    arrived(...all),
    { acknowledgedAt: new Map([['a/vnpt', -5_000]]) },
    ['toldAfterAcknowledgement: a/vnpt an'],
  ],
])('the ledger says what is wrong: %s', ([, arrivals, changes, says]) => {
  expect(wrong(arrivals, changes)).toEqual(says)
})
