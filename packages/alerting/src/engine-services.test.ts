import type { Check, ServiceRule, Status } from '@vonggac/model'
import { describe, expect, test } from 'vitest'
import type { AlertEvent } from './contract.ts'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { reportOf } from './testing/history.ts'
import { province } from './testing/province.ts'
import { START } from './testing/simulation.ts'

const MAIL = 'dc/mail/tcp-25@hub'
const SIP = (site: number) => `s${site}/e0/tcp-5060@hub`
const PING = (site: number) => `s${site}/e0/icmp@hub`
const LINK = (site: number) => `s${site}/l0/icmp@hub`

const base = province({ sites: 4 })
const ownCheck = (name: string): Check => ({
  ...base.checks.find(({ id }) => id === MAIL)!,
  id: `dc/portal/${name}@hub`,
  node: 'dc/portal',
})
const OWN = ['server1', 'server2'].map(ownCheck)
const [SERVER1, SERVER2] = OWN.map(({ id }) => id) as [string, string]
const name = { vi: 'Cổng thông tin', en: 'Portal' }

/** A service at the hub of two checks of its own and maybe those of endpoints. */
function watch(rule: ServiceRule, uses: readonly string[] = [], own = OWN) {
  const checks = [...base.checks, ...own]
  const nodes = [
    ...base.topology.nodes,
    { id: 'dc/portal', kind: 'service' as const, name, site: 'dc', parents: ['dc'] },
  ]
  const members = [...own.map(({ id }) => id), ...uses]
  const input = {
    topology: { nodes },
    checks,
    rules: [],
    services: [{ node: 'dc/portal', id: 'portal', site: 'dc', kind: 'other', name, rule, members }],
  }
  let engine = createEngine(input)
  let now = START
  const events: AlertEvent[] = engine.tick(now)
  const bad = new Map<string, Status>()
  const service = () => engine.services.find(({ node }) => node === 'dc/portal')!
  return {
    /** From now on, these report this; everything else is fine. */
    set(status: Status, ...ids: string[]) {
      for (const id of ids) bad.set(id, status)
    },
    /** Everything reports every five seconds. */
    run(seconds: number) {
      for (const until = now + seconds * 1_000; now < until; now += 5_000) {
        for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
          events.push(...engine.tick(due))
        for (const check of checks) events.push(...engine.observe(reportOf(check, bad.get(check.id) ?? 'ok', now), now))
      }
    },
    restart() {
      engine = createEngine(input, JSON.parse(JSON.stringify(engine.snapshot())))
    },
    resolve: (by: string) => events.push(...engine.resolve(engine.open[0]!.id, now, by)),
    service,
    states: () =>
      events.flatMap((event) =>
        event.kind === 'service' && event.service.node === 'dc/portal' && event.service.from !== event.service.state
          ? [event.service.state]
          : [],
      ),
    told: () =>
      events
        .filter(isIncidentEvent)
        .filter(({ kind, reason }) => kind !== 'updated' || reason.startsWith('escalated'))
        .map(({ kind, incident }) => `${kind} ${incident.node} ${incident.severity}`),
    open: () => engine.open,
  }
}

const all: ServiceRule = { kind: 'all' }
const any: ServiceRule = { kind: 'any' }

describe('checks of its own', () => {
  test('a pair of which one fails is degraded, a warning; both: down, told once more; back: told once', () => {
    const it = watch(any)
    it.run(60)
    it.set('fail', SERVER1)
    it.run(60)
    expect(it.service()).toMatchObject({ state: 'degraded', deciding: [{ check: SERVER1, why: 'timeout' }] })
    expect(it.open()[0]!.title).toEqual({
      vi: 'Cổng thông tin hoạt động kém: server1: timeout',
      en: 'Portal is degraded: server1: timeout',
    })
    it.set('fail', SERVER2)
    it.run(60)
    expect(it.open()[0]!.title.en).toBe('Portal is down: server1: timeout')
    it.set('ok', SERVER1, SERVER2)
    it.run(60)
    expect(it.told()).toEqual(['opened dc/portal warning', 'updated dc/portal critical', 'resolved dc/portal critical'])
    expect(it.states()).toEqual(['up', 'degraded', 'down', 'up'])
    expect(it.service()).toMatchObject({ state: 'up', deciding: [], incident: null })
  })

  test('one of all that fails takes it down; that is when the check began to fail', () => {
    const it = watch(all)
    it.run(60)
    it.set('fail', SERVER2)
    it.run(60)
    expect(it.told()).toEqual(['opened dc/portal critical'])
    expect(it.service()).toMatchObject({ state: 'down', since: START + 60_000, incident: it.open()[0]!.id })
  })

  test('a failure above the threshold is nobody’s affair', () => {
    const it = watch({ kind: 'weights', weights: [1, 9], down: 50, degraded: 80 })
    it.run(60)
    it.set('fail', SERVER1)
    it.run(300)
    expect(it.told()).toEqual([])
    expect(it.service().state).toBe('up')
  })

  test('a check that comes and goes does not make the service come and go', () => {
    const it = watch(all)
    it.run(60)
    for (let i = 0; i < 20; i++) {
      it.set(i % 2 === 0 ? 'fail' : 'ok', SERVER1)
      it.run(i % 2 === 0 ? 15 : 5)
    }
    expect(it.told()).toEqual(['opened dc/portal critical'])
    expect(it.states()).toEqual(['up', 'down'])
  })

  test('a result that says nothing about the target makes it unknown after three, and a good one up at once', () => {
    const it = watch(all)
    it.run(60)
    it.set('unknown', SERVER1)
    it.run(10)
    expect(it.service().state).toBe('up')
    it.run(10)
    expect(it.service().state).toBe('unknown')
    it.set('ok', SERVER1)
    it.run(5)
    expect(it.service().state).toBe('up')
  })

  test('a restart repeats nothing and forgets nothing', () => {
    const it = watch(all)
    it.run(60)
    it.set('fail', SERVER1)
    it.run(60)
    const before = it.service()
    it.restart()
    expect(it.service()).toEqual({ ...before, from: 'down' })
    it.run(120)
    expect(it.told()).toEqual(['opened dc/portal critical'])
    expect(it.states()).toEqual(['up', 'down'])
  })
})

describe('checks of other things', () => {
  test('what takes the service down is told by the service, not by the thing that it is a check of', () => {
    const it = watch(all, [SIP(0)])
    it.run(60)
    it.set('fail', SIP(0))
    it.run(60)
    expect(it.told()).toEqual(['opened dc/portal critical'])
    expect(it.open()[0]).toMatchObject({
      cause: 'service',
      members: [SIP(0)],
      title: { en: `Portal is down: ${SIP(0)}: timeout` },
    })
    it.set('ok', SIP(0))
    it.run(60)
    expect(it.told()).toEqual(['opened dc/portal critical', 'resolved dc/portal critical'])
  })

  test('what only degrades it is told by its own thing', () => {
    const it = watch(any, [SIP(0), SIP(1)])
    it.run(60)
    it.set('fail', SIP(0))
    it.run(60)
    expect(it.told()).toEqual(['opened s0/e0 critical'])
    expect(it.service()).toMatchObject({ state: 'degraded', incident: it.open()[0]!.id })
  })

  test('half of the endpoints fail: each for itself until the service is down, which is told once', () => {
    const it = watch({ kind: 'weights', weights: [], down: 60, degraded: 100 }, [0, 1, 2, 3].map(SIP), [])
    it.run(60)
    it.set('fail', SIP(0))
    it.run(60)
    it.set('fail', SIP(1))
    it.run(60)
    it.set('fail', SIP(2))
    it.run(60)
    expect(it.told()).toEqual(['opened s0/e0 critical', 'opened dc/portal critical'])
    expect(it.service().deciding.map(({ check }) => check)).toEqual([0, 1, 2].map(SIP))
  })

  test('up again while one of its checks still fails: that is told by its own thing', () => {
    const it = watch({ kind: 'weights', weights: [], down: 60, degraded: 60 }, [0, 1, 2, 3].map(SIP), [])
    it.run(60)
    it.set('fail', SIP(0), SIP(1))
    it.run(60)
    it.set('ok', SIP(1))
    it.run(60)
    expect(it.service().state).toBe('up')
    expect(it.open().map(({ node }) => node)).toEqual(['s0/e0'])
  })

  test('a device that is down itself is its own incident, which the service names', () => {
    const it = watch(all, [SIP(0)])
    it.run(60)
    it.set('fail', SIP(0), PING(0))
    it.run(60)
    expect(it.told()).toEqual(['opened s0/e0 critical'])
    expect(it.service()).toMatchObject({ state: 'down', incident: it.open()[0]!.id })
  })

  test('behind a cut link the link is the incident, and the service names it', () => {
    const it = watch(all, [SIP(0)])
    it.run(60)
    it.set('fail', LINK(0), SIP(0), PING(0), 's0/rt/snmp@hub')
    it.run(60)
    expect(it.told()).toEqual(['opened s0/l0 critical'])
    expect(it.service()).toMatchObject({ state: 'down', incident: it.open()[0]!.id })
    it.set('ok', LINK(0), SIP(0), PING(0), 's0/rt/snmp@hub')
    it.run(120)
    expect(it.told()).toEqual(['opened s0/l0 critical', 'resolved s0/l0 critical'])
    expect(it.service().state).toBe('up')
  })

  test('an operator’s end holds until it fails anew', () => {
    const it = watch(all, [SIP(0)])
    it.run(60)
    it.set('fail', SIP(0))
    it.run(60)
    it.resolve('operator')
    expect(it.open()).toEqual([])
    expect(it.service().state).toBe('up')
    it.run(60)
    expect(it.told()).toEqual(['opened dc/portal critical', 'resolved dc/portal critical', 'opened dc/portal critical'])
  })
})
