import type { Check, Status } from '@vonggac/model'
import { expect, test } from 'vitest'
import type { AlertEvent, Engine, MaintenanceWindow } from './contract.ts'
import { createEngine } from './engine.ts'
import { province } from './testing/province.ts'
import { inWords, START, simulate } from './testing/simulation.ts'

const MINUTE = 60_000
const input = { ...province({ sites: 8, siteAgents: true }), rules: [] }

interface Run {
  readonly match: readonly string[]
  /** From and to, minutes after the start. */
  readonly window: readonly [number, number]
  readonly world: (check: Check, minute: number) => Status | 'silent'
  readonly minutes: number
  readonly restart?: (engine: Engine, now: number) => Engine | undefined
}

function run({ match, window: [from, to], world, minutes, restart }: Run): AlertEvent[] {
  const engine = createEngine(input)
  const window: MaintenanceWindow = { id: 'work', from: START + from * MINUTE, to: START + to * MINUTE, match }
  engine.maintain([window])
  return simulate(engine, {
    checks: input.checks,
    world: (check, at) => world(check, (at - START) / MINUTE),
    until: START + minutes * MINUTE,
    ...(restart && { restart }),
  })
}

const cut =
  (site: string, from: number, to: number): Run['world'] =>
  ({ node, vantage }, minute) => {
    if (minute < from || minute >= to || !node.startsWith(`${site}/`)) return 'ok'
    return vantage === 'hub' ? 'fail' : 'silent'
  }

test.for([
  { name: 'a site', match: ['s0/**'] },
  { name: 'a site by its name', match: ['s0'] },
  { name: 'only its link: what is behind it is cut off, and nothing more', match: ['s0/l0'] },
])('what fails and is mended while somebody works on it pages nobody: $name', ({ match }) => {
  const events = run({ match, window: [1, 6], world: cut('s0', 2, 4), minutes: 12 })
  expect(inWords(events)).toEqual([])
})

test('what still fails at the end of the window is told then, once, and its end as well', () => {
  const events = run({ match: ['s0/**'], window: [1, 6], world: cut('s0', 2, 9), minutes: 12 })
  const words = inWords(events)
  expect(words.map((text) => text.replace(/^\S+ /, ''))).toEqual([
    'opened s0/l0 critical need-met',
    ...words.slice(1, -1).map(() => expect.stringMatching(/^updated s0\/l0/)),
    'resolved s0/l0 critical recovered',
  ])
  const [opened] = events.filter(({ kind }) => kind === 'opened')
  expect(opened!.at).toBeGreaterThanOrEqual(START + 6 * MINUTE)
  expect(opened!.at).toBeLessThan(START + 6 * MINUTE + 2_000)
})

test('what was told before the window is told to be over within it', () => {
  const events = run({ match: ['s0/**'], window: [3, 8], world: cut('s0', 1, 5), minutes: 10 })
  const told = inWords(events).filter((text) => !text.includes(' updated '))
  expect(told.map((text) => text.replace(/^\S+ /, ''))).toEqual([
    'opened s0/l0 critical need-met',
    'resolved s0/l0 critical recovered',
  ])
})

test('the other sites are watched as ever', () => {
  const world: Run['world'] = (check, minute) =>
    cut('s0', 2, 4)(check, minute) === 'ok' ? cut('s1', 2, 4)(check, minute) : cut('s0', 2, 4)(check, minute)
  const events = run({ match: ['s0/**'], window: [1, 6], world, minutes: 8 })
  expect(new Set(events.flatMap((event) => (event.kind === 'opened' ? [event.incident.node] : [])))).toEqual(
    new Set(['s1/l0']),
  )
})

test('sites that are worked on are no sign that the hub fails', () => {
  const world: Run['world'] = (check, minute) =>
    check.node.startsWith('s0') || check.node.startsWith('dc')
      ? 'ok'
      : cut(check.node.split('/')[0]!, 2, 4)(check, minute)
  const six = ['s1/**', 's2/**', 's3/**', 's4/**', 's5/**', 's6/**']
  const events = run({ match: six, window: [1, 6], world, minutes: 5 })
  expect(
    inWords(events)
      .filter((text) => text.includes('opened'))
      .map((text) => text.split(' ')[2]),
  ).toEqual(['s7/l0'])
})

test('the hub: its links fail together, and nobody is called', () => {
  const world: Run['world'] = (check, minute) =>
    check.node.startsWith('dc') ? 'ok' : cut(check.node.split('/')[0]!, 2, 4)(check, minute)
  expect(inWords(run({ match: ['dc/**', 'dc'], window: [1, 6], world, minutes: 9 }))).toEqual([])
  const longer: Run['world'] = (check, minute) =>
    check.node.startsWith('dc') ? 'ok' : cut(check.node.split('/')[0]!, 2, 8)(check, minute)
  const told = inWords(run({ match: ['dc/**', 'dc'], window: [1, 6], world: longer, minutes: 12 }))
  expect(told.filter((text) => !text.includes(' updated ')).map((text) => text.replace(/^\S+ /, ''))).toEqual([
    'opened dc critical hub-down',
    'resolved dc critical hub-back',
  ])
})

test('an agent that falls silent is told after the window only', () => {
  const silent: Run['world'] = ({ vantage }, minute) => (vantage === 'a0' && minute >= 2 ? 'silent' : 'ok')
  const events = run({ match: ['s0/**'], window: [1, 6], world: silent, minutes: 9 })
  const opened = events.filter((event) => event.kind === 'opened')
  expect(opened.map(({ incident }) => incident.node)).toEqual(['s0/@a0'])
  expect(opened[0]!.at).toBeGreaterThanOrEqual(START + 6 * MINUTE)
})

test('a check in maintenance is shown so, and a service is closed for what is worked on, over a restart as well', () => {
  const world: Run['world'] = ({ node }, minute) => (node === 'dc/mail' && minute >= 2 ? 'fail' : 'ok')
  const restart = (engine: Engine, now: number) =>
    now > START + 3 * MINUTE ? createEngine(input, JSON.parse(JSON.stringify(engine.snapshot()))) : undefined
  const events = run({ match: ['dc/mail'], window: [1, 6], world, minutes: 5, restart })
  expect(
    events.flatMap((event) => (event.kind === 'transition' ? [`${event.from} ${event.to} ${event.reason}`] : [])),
  ).toEqual(['ok maintenance maintenance: work'])
  expect(events.flatMap((event) => (event.kind === 'service' ? [event.service.state] : []))).toEqual(['up', 'closed'])
})
