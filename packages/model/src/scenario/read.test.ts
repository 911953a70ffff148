import { expect, test } from 'vitest'
import { formatProblem } from '../inventory/problem.ts'
import { readScenarios } from './read.ts'

const read = (text: string) => readScenarios('a.yaml', text)
const problemsOf = (text: string) => read(text).problems.map(formatProblem)

const EXAMPLE = `
config: ../../config            # inventory, rules, rota under test
baseline: ok
duration: 30m
events:
  - {at: 2m, for: 4m, checks: ["tam-ky/**"], result: {status: fail, error: timeout}}
  - {at: 2m, for: 4m, agent: tam-ky, silent: true, backfill: true}     # nothing arrives, later it all does
  - {at: 3m, do: ack, incident: "tam-ky/**", by: operator}
  - {at: 5m, do: restart}                                               # the collector, from its saved state
  - {at: 1m, for: 1h, do: maintenance, targets: ["hoi-an/**"]}
  - {at: 4m, for: 1m, do: channel-down, channel: sms}
expect:
  - {at: 2m, within: 30s, notify: on-call, kind: opened, target: tam-ky/vnpt, cause: link}
  - {at: 6m, within: 60s, notify: on-call, kind: resolved, target: tam-ky/vnpt}
`

test('the example of the design is read as it is meant', () => {
  const { scenarios, problems } = read(EXAMPLE)
  expect(problems).toEqual([])
  expect(scenarios).toHaveLength(1)
  const [one] = scenarios
  expect(one).toMatchObject({ name: 'a.yaml', duration: 1_800_000, baseline: { status: 'ok', error: '' } })
  expect(one!.events.map(({ kind, place }) => [kind, place.line])).toEqual([
    ['script', 6],
    ['script', 7],
    ['deed', 8],
    ['deed', 9],
    ['deed', 10],
    ['deed', 11],
  ])
  expect(one!.events[0]).toMatchObject({
    script: { at: { ms: 120_000 }, for: 240_000, checks: ['tam-ky/**'], result: { status: 'fail', error: 'timeout' } },
  })
  expect(one!.expect[1]).toMatchObject({
    kind: 'notification',
    wanted: { notify: ['on-call'], kind: ['resolved'], target: ['tam-ky/vnpt'] },
  })
})

test.for([
  { name: 'documents', text: 'config: a\n---\nconfig: b\n' },
  { name: 'a list', text: '- config: a\n- config: b\n' },
])('a file may hold several scenarios, as $name', ({ text }) => {
  expect(read(text).scenarios.map(({ name, place }) => [name, place.file])).toEqual([
    ['a.yaml (1)', 'a.yaml'],
    ['a.yaml (2)', 'a.yaml'],
  ])
})

test.for([
  { written: '90', kind: 'after', value: { ms: 90_000 } },
  { written: '0', kind: 'after', value: { ms: 0 } },
  { written: '1m 30s', kind: 'after', value: { ms: 90_000 } },
  { written: '+2m', kind: 'after', value: { ms: 120_000 } },
  { written: '17:30', kind: 'clock', value: { seconds: 63_000 } },
  { written: '2026-11-24T02:00', kind: 'wall', value: { wall: { day: 24, hour: 2 } } },
  { written: '2026-11-24T02:00+07:00', kind: 'instant', value: { at: Date.UTC(2026, 10, 23, 19) } },
  { written: '2026-11-23T19:00:00Z', kind: 'instant', value: { at: Date.UTC(2026, 10, 23, 19) } },
])('a moment may be written $written', ({ written, kind, value }) => {
  const { scenarios, problems } = read(`events: [{at: ${written}, checks: a, result: fail}]`)
  expect(problems).toEqual([])
  expect(scenarios[0]!.events[0]).toMatchObject({ script: { at: { kind, ...value } } })
})

test.for([
  { name: 'an unknown key', text: 'conifg: a', says: 'a.yaml:1:1: conifg: unknown key; did you mean `config`?' },
  {
    name: 'an unknown key of an event',
    text: 'events: [{at: 1m, check: a, result: fail}]',
    says: 'a.yaml:1:19: events[0].check: unknown key; did you mean `checks`?',
  },
  {
    name: 'an unknown key of a deed',
    text: 'events: [{at: 1m, do: ack, node: a}]',
    says: 'a.yaml:1:28: events[0].node: unknown key; known here: do, at, incident, by',
  },
  {
    name: 'a deed that nobody knows',
    text: 'events: [{at: 1m, do: restrat}]',
    says: 'a.yaml:1:23: events[0].do: nothing of this name can be done; did you mean `restart`?',
  },
  {
    name: 'an event without a time',
    text: 'events: [{checks: a, result: fail}]',
    says: 'a.yaml:1:10: events[0].at: is missing; expected a time after the start such as 2m or 1h30m, a time of day such as 17:30, or a moment such as 2026-11-23T08:00+07:00',
  },
  {
    name: 'an event that says nothing',
    text: 'events: [{at: 1m, checks: a}]',
    says: 'a.yaml:1:10: events[0].result: is missing; expected `result`, `silent: true` or `clock`: what happens',
  },
  {
    name: 'an event about nothing',
    text: 'events: [{at: 1m, result: fail}]',
    says: 'a.yaml:1:10: events[0].checks: is missing; expected `checks`, `agent` or `do`: whom it happens to',
  },
  {
    name: 'a status that there is not',
    text: 'events: [{at: 1m, checks: a, result: {status: failed}}]',
    says: 'a.yaml:1:47: events[0].result.status: expected one of: ok, warn, fail, unknown; did you mean `fail`?',
  },
  {
    name: 'a status in a word that there is not',
    text: 'baseline: fial',
    says: 'a.yaml:1:11: baseline: expected one of: ok, warn, fail, unknown, or {status: …, error: …}; did you mean `fail`?',
  },
  {
    name: 'an error that there is not',
    text: 'baseline: {error: timeot}',
    says: '`timeout`?',
  },
  {
    name: 'a kind of message that there is not',
    text: 'expect: [{at: 1m, kind: open}]',
    says: 'a.yaml:1:25: expect[0].kind: expected one of: opened, escalated, resolved, flapping, storm, notice, repeated, reopened',
  },
  {
    name: 'a time that is none',
    text: 'expect: [{at: soon, notify: a}]',
    says: 'a.yaml:1:15: expect[0].at: expected a time after the start such as 2m',
  },
  {
    name: 'a counter that says what it is in two ways',
    text: 'events: [{at: 1m, checks: "**", result: {fields: {a: {from: 1, rises: 2}}}}]',
    says: 'expected a number, a text, true or false, or {from: …, rise: …} of a counter',
  },
  {
    name: 'a cause that there is not',
    text: 'expect: [{at: 1m, of: a/vnpt, cause: weather}]',
    says: 'expected one of: link, device, hub, agent, service, check, provider, power, lan, self',
  },
  {
    name: 'a cause that is expected of nothing',
    text: 'expect: [{at: 1m, cause: power, confirmed: true}]',
    says: 'a.yaml:1:33: expect[0].confirmed: unknown key',
  },
  { name: 'a list that is a text', text: 'events: nothing', says: 'a.yaml:1:9: events: expected a list; found a text' },
  { name: 'an empty file', text: '# nothing', says: 'there is nothing in here' },
  { name: 'a file that is no scenario', text: 'hello', says: 'a.yaml:1:1: expected a scenario: keys such as' },
  { name: 'YAML that is none', text: 'events: [', says: 'a.yaml:1:' },
])('$name is a problem with its place', ({ text, says }) => {
  const problems = problemsOf(text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(says)
})
