import type { FieldValue } from '@vonggac/model'
import { expect, test } from 'vitest'
import { type WatchConfig, type WatchMemory, watchInterfaces } from './interface-watch.ts'
import type { Rows } from './walk.ts'

type State = 'up' | 'down' | 'shut' | 'dormant'
const OPER = { up: 1n, down: 2n, shut: 2n, dormant: 5n }

/** A table of interfaces, by name; one with an alias is written `name "alias"`. */
function table(states: Readonly<Record<string, State>>): Rows {
  return new Map(
    Object.entries(states).map(([text, state], i): [number, Map<string, FieldValue>] => {
      const [name = '', alias = ''] = text.split(' ')
      const row: [string, FieldValue][] = [
        ['ifName', name],
        ['ifDescr', `long ${name}`],
        ['ifAlias', alias],
        ['ifAdminStatus', state === 'shut' ? 2n : 1n],
        ['ifOperStatus', OPER[state]],
      ]
      return [i + 1, new Map(row)]
    }),
  )
}

const link: WatchConfig = { links: [{ interface: 'wan0', link: 'vnpt' }], others: 'none' }
const all: WatchConfig = { links: [], others: 'all' }
const aliased: WatchConfig = { links: [], others: 'aliased' }
const MINUTE = 60_000

/** Polls one after the other; gives what the last one says. */
function polls(config: WatchConfig, ...steps: readonly [at: number, states: Readonly<Record<string, State>>][]) {
  let memory: WatchMemory | undefined
  let said = { trouble: '', note: '' }
  for (const [now, states] of steps) {
    const verdict = watchInterfaces(config, { rows: table(states), whole: true, now }, memory)
    memory = verdict.memory
    said = verdict
  }
  return said
}

test.for<{ name: string; says: ReturnType<typeof polls>; trouble: string }>([
  {
    name: 'an interface that a link names is down at the first look',
    says: polls(link, [0, { wan0: 'down' }]),
    trouble: 'interface wan0 (link vnpt) is down',
  },
  {
    name: 'the same by its ifDescr, whatever the case',
    says: polls({ ...link, links: [{ interface: 'LONG wan0', link: 'vnpt' }] }, [0, { wan0: 'down' }]),
    trouble: 'interface wan0 (link vnpt) is down',
  },
  {
    name: 'it went down while we watched',
    says: polls(link, [0, { wan0: 'up' }], [1_000, { wan0: 'down' }], [13_000, { wan0: 'down' }]),
    trouble: 'interface wan0 (link vnpt) is down since 12s',
  },
  {
    name: 'it is shut, for longer than others may be',
    says: polls(
      link,
      [0, { 'wan0 uplink': 'up' }],
      [0, { 'wan0 uplink': 'shut' }],
      [60 * MINUTE, { 'wan0 uplink': 'shut' }],
    ),
    trouble: 'interface wan0 ("uplink", link vnpt) is shut by an administrator since 1h',
  },
  {
    name: 'it is gone',
    says: polls(link, [0, { wan0: 'up' }], [1_000, { lan0: 'up' }], [2_000, { lan0: 'up' }]),
    trouble: 'interface wan0 (link vnpt) is gone since 1s',
  },
  { name: 'it is up again', says: polls(link, [0, { wan0: 'down' }], [1, { wan0: 'up' }]), trouble: '' },
  { name: 'it is dormant', says: polls(link, [0, { wan0: 'dormant' }]), trouble: '' },
  {
    name: 'another one is down',
    says: polls(link, [0, { wan0: 'up', x: 'up' }], [1, { wan0: 'up', x: 'down' }]),
    trouble: '',
  },
  { name: 'any one was never up', says: polls(all, [0, { x: 'down' }], [1, { x: 'down' }]), trouble: '' },
  {
    name: 'any one was up',
    says: polls(all, [0, { x: 'up' }], [1, { x: 'down' }]),
    trouble: 'interface x is down since 0ms',
  },
  { name: 'any one vanishes', says: polls(all, [0, { x: 'up' }], [1, {}]), trouble: '' },
  {
    name: 'any one is shut',
    says: polls(all, [0, { x: 'up' }], [0, { x: 'shut' }], [14 * MINUTE, { x: 'shut' }]),
    trouble: 'interface x is shut by an administrator since 14m',
  },
  {
    name: 'any one is shut for long',
    says: polls(all, [0, { x: 'up' }], [0, { x: 'shut' }], [15 * MINUTE, { x: 'shut' }], [16 * MINUTE, { x: 'shut' }]),
    trouble: '',
  },
  {
    name: 'any one is down for a day',
    says: polls(
      all,
      [0, { x: 'up' }],
      [0, { x: 'down' }],
      [1_440 * MINUTE, { x: 'down' }],
      [1_441 * MINUTE, { x: 'down' }],
    ),
    trouble: '',
  },
  {
    name: 'only those with an alias count',
    says: polls(aliased, [0, { x: 'up', 'y server': 'up' }], [0, { x: 'down', 'y server': 'down' }]),
    trouble: 'interface y ("server") is down since 0ms',
  },
  {
    name: 'links come first, and six are not all named',
    says: polls(
      { ...link, others: 'all' },
      [0, { a: 'up', b: 'up', c: 'up', d: 'up', e: 'up', wan0: 'up' }],
      [0, { a: 'down', b: 'down', c: 'down', d: 'down', e: 'down', wan0: 'down' }],
    ),
    trouble:
      'interface wan0 (link vnpt) is down since 0ms, interface a is down since 0ms, interface b is down since 0ms, interface c is down since 0ms and 2 more',
  },
])('$name', ({ says, trouble }) => expect(says.trouble).toBe(trouble))

test('an interface that the device never had is a note, and no trouble', () => {
  expect(polls(link, [0, { lan0: 'up' }])).toMatchObject({ trouble: '', note: 'no interface wan0 (link vnpt)' })
})

test('what a poll in parts did not read is as it was, and nothing in it is gone', () => {
  const first = watchInterfaces(link, { rows: table({ wan0: 'up' }), whole: true, now: 0 })
  const second = watchInterfaces(link, { rows: table({}), whole: false, now: 1 }, first.memory)
  expect(second).toMatchObject({ trouble: '', note: '' })
  expect(second.memory).toEqual(first.memory)
})
