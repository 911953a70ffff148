import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test } from 'vitest'
import type { AgentStatus, SelfFault } from './api-types.ts'
import { startBroadcasts } from './broadcasts.ts'

const EVERY_MS = 5_000
const checks = (fail: number) => ({ ok: 9, warn: 0, fail, unknown: 0 })
const fault: SelfFault = { id: '@collector/store', severity: 'critical', title: { vi: 'a', en: 'a' }, since: 1 }

/** Broadcasts of a collector with so many failing checks, and what was told of them. */
function begun() {
  const clock = fakeClock()
  const told: [name: string, payload: unknown][] = []
  const state = { clients: 1, fail: 0, faults: [] as SelfFault[], agents: [] as AgentStatus[] }
  const hub = {
    get clients() {
      return state.clients
    },
    send: (name: string, payload: unknown) => void told.push([name, payload]),
    heartbeat: () => {},
    open: () => undefined,
    close: () => {},
  }
  const live = { refresh: () => [], counts: () => checks(state.fail) }
  const broadcasts = startBroadcasts({
    hub,
    live: live as unknown as Parameters<typeof startBroadcasts>[0]['live'],
    agents: async () => state.agents,
    faults: () => state.faults,
    clock,
    log: silentLog,
  })
  onTestFinished(() => broadcasts[Symbol.dispose]())
  /** What is told by the next look. */
  const next = async (change: Partial<typeof state> = {}) => {
    Object.assign(state, change)
    told.length = 0
    await clock.advance(EVERY_MS)
    return told.map(([name]) => name).sort()
  }
  return { next, told }
}

test('counts, faults and agents are told when they change', async () => {
  const { next, told } = begun()
  expect(await next()).toEqual(['agents', 'counts'])
  expect(await next()).toEqual([])
  expect(await next({ fail: 1 })).toEqual(['counts'])
  expect(told).toEqual([['counts', { checks: checks(1), self: [] }]])
  expect(await next({ faults: [fault] })).toEqual(['counts'])
})

test('who comes after a time without listeners hears how it is, although that was told to others before', async () => {
  const { next } = begun()
  await next()
  expect(await next({ clients: 0, fail: 1 })).toEqual([])
  // Whoever comes now asks for the state, sees one failure, and it is over before the next look.
  expect(await next({ clients: 1, fail: 0 })).toEqual(['agents', 'counts'])
})

test('who comes while others listen hears how it is', async () => {
  const { next } = begun()
  await next()
  expect(await next({ clients: 2 })).toEqual(['agents', 'counts'])
  expect(await next()).toEqual([])
})
