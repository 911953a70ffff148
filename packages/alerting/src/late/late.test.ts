import type { Check, Status } from '@vonggac/model'
import { expect, test } from 'vitest'
import type { AlertEvent, Incident } from '../contract.ts'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { reasonCode } from '../reason.ts'
import { reportOf } from '../testing/history.ts'
import { province } from '../testing/province.ts'
import { START } from '../testing/simulation.ts'

const HOUR = 3_600_000
const STEP = 15_000
const SILENT = [600_000, 600_000 + 72 * HOUR] as const
const END = SILENT[1] + 3_600_000

/** Three things that only the agent of a site sees. */
const { topology, checks: hubChecks } = province({ sites: 1, endpoints: 3, siteAgents: true })
const seen: readonly Check[] = ['e0', 'e1', 'e2'].map((name) => ({
  ...hubChecks.find(({ id }) => id === 's0/e0/tcp-5060@hub')!,
  id: `s0/${name}/tcp-80@a0`,
  node: `s0/${name}`,
  vantage: 'a0',
}))
const own = [...seen, ...hubChecks.filter(({ vantage }) => vantage === 'a0')]
const checks = [...hubChecks.filter(({ vantage }) => vantage !== 'a0'), ...own]

const fails: Readonly<Record<string, readonly [number, number]>> = {
  's0/e0/tcp-80@a0': [SILENT[0] + 10 * HOUR, SILENT[1] + 600_000],
  's0/e1/tcp-80@a0': [300_000, SILENT[0] + 5 * HOUR],
  's0/e2/tcp-80@a0': [SILENT[0] + 20 * HOUR, SILENT[0] + 22 * HOUR],
}
const statusOf = ({ id }: Check, at: number): Status => {
  const [from, to] = fails[id] ?? [0, 0]
  return at - START >= from && at - START < to ? 'fail' : 'ok'
}

type Order = 'oldest first' | 'newest first' | 'shuffled'

function play(order: Order, restart: boolean) {
  let engine = createEngine({ topology, checks, rules: [] })
  const events: AlertEvent[] = engine.tick(START)
  const advance = (now: number) => {
    for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
      events.push(...engine.tick(due))
  }
  const backlog: (readonly [Check, number])[] = []
  let late = 0
  for (let at = START; at < START + END; at += STEP) {
    advance(at)
    const silent = at - START >= SILENT[0] && at - START < SILENT[1]
    for (const check of checks) {
      if (silent && check.vantage === 'a0') backlog.push([check, at])
      else events.push(...engine.observe(reportOf(check, statusOf(check, at), at), at))
    }
    if (silent || at - START < SILENT[0]) continue
    if (late === 0 && order !== 'oldest first')
      backlog.sort(([a, x], [b, y]) =>
        order === 'newest first' ? y - x : ((x * 7 + a.id.length) % 1_009) - ((y * 7 + b.id.length) % 1_009),
      )
    for (const [check, then] of backlog.slice(late, late + 2_000))
      events.push(...engine.observe(reportOf(check, statusOf(check, then), then), at))
    late += 2_000
    if (restart) engine = createEngine({ topology, checks, rules: [] }, JSON.parse(JSON.stringify(engine.snapshot())))
  }
  return { events: events.filter(isIncidentEvent), engine }
}

const hours = (at: number) => (at - START - SILENT[0]) / HOUR

test.for([
  { order: 'oldest first', restart: false },
  { order: 'oldest first', restart: true },
  { order: 'newest first', restart: false },
  { order: 'shuffled', restart: false },
] as const)(
  'a backlog of 72 h ($order, restarts: $restart) puts times right to one interval, and nobody is called',
  ({ order, restart }) => {
    const { events, engine } = play(order, restart)
    const back = START + SILENT[1]
    expect(
      events.filter(({ kind, at }) => kind === 'opened' && at > back).map(({ incident }) => incident.node),
    ).toEqual(['s0/e0'])
    const learned = events.filter(({ reason }) => reasonCode(reason) === 'learned-late')
    expect(learned.every(({ kind }) => kind === 'updated')).toBe(true)
    const last = (node: string) => events.findLast(({ incident }) => incident.node === node)!.incident
    const close = (at: number | null, hour: number) =>
      expect(Math.abs(hours(at!) - hour) * HOUR).toBeLessThanOrEqual(STEP)

    close(last('s0/e0').since, 10)
    close(last('s0/e1').resolvedAt, 5)
    const agent = learned.find(({ incident }) => incident.node === 's0/@a0')
    expect(agent?.reason).toMatch(/^learned-late: s0\/e2\/tcp-80@a0 failed from 2026-\S+Z to 2026-\S+Z$/)
    expect(learned.map(({ incident }: { incident: Incident }) => incident.node).sort()).toEqual([
      's0/@a0',
      's0/e0',
      's0/e1',
    ])
    expect(engine.open).toEqual([])
    expect(JSON.stringify(engine.snapshot()).length).toBeLessThan(20_000)
  },
)
