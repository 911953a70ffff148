import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { history, live } from '../testing/history.ts'
import { province } from '../testing/province.ts'
import { toldAs } from './broadcast.ts'
import { createPager } from './pager.ts'
import type { Outcome, PagerInput } from './pager-contract.ts'

const province8 = { ...province({ sites: 8, links: (i) => (i % 3 === 0 ? 2 : 1), siteAgents: true }), rules: [] }
const sms = { kind: 'sms', url: 'http://127.0.0.1:9', method: 'POST', headers: {}, contentType: 'text/plain' } as const
const rest = { secrets: {}, language: 'vi', ascii: true, parts: 2, success: {}, timeout: 1_000 } as const
const input: PagerInput = {
  organisation: { vi: 'Sở', en: 'Dept' },
  link: () => null,
  oncall: {
    people: [
      { id: 'an', name: 'An', phone: '0900000001' },
      { id: 'binh', name: 'Bình', phone: '0900000002' },
    ],
    channels: [
      { id: 'hook', kind: 'webhook', url: 'http://127.0.0.1:9', headers: {}, timeout: 1_000 },
      { id: 'sms', ...sms, ...rest },
      { id: 'push', ...sms, ...rest },
    ],
    notify: [{ channels: ['hook'] }],
    escalations: [
      {
        id: 'all',
        match: ['**'],
        levels: [
          { notify: ['an'], channels: ['sms', 'push'] },
          { after: 60_000, notify: ['binh'], channels: ['sms'] },
        ],
        fallback: 10_000,
        repeat: 0,
        repeatAfter: 600_000,
      },
    ],
    storm: { above: 1_000, within: 120_000 },
  },
}

interface Course {
  readonly restartEvery: number
  readonly failEvery: number
  readonly loseEvery: number
}

/**
 * Engine and pager over a history; every message is delivered at once, but for the nth of a cycle, which fails for good, and that of
 * another, to which no answer comes.
 */
function told(deeds: Parameters<typeof live>[2], { restartEvery, failEvery, loseEvery }: Course) {
  const events = live(createEngine(province8), province8.checks, deeds)
  let pager = createPager(input)
  const keys: string[] = []
  const lost: string[] = []
  let turn = 0
  let sent = 0
  const hear = (deliveries: readonly { readonly key: string }[], now: number): void => {
    for (const { key } of deliveries) {
      keys.push(key)
      sent++
      const is = (every: number) => every > 0 && sent % every === 0
      const result: Outcome['result'] = is(failEvery) ? 'given-up' : is(loseEvery) ? 'uncertain' : 'delivered'
      if (result === 'uncertain') lost.push(key)
      hear(pager.settled({ key, at: now, result }, now).deliveries, now)
    }
  }
  for (const event of events) {
    for (let due = pager.nextDue(); due !== undefined && due < event.at; due = pager.nextDue())
      hear(pager.tick(due).deliveries, due)
    if (restartEvery > 0 && ++turn % restartEvery === 0)
      pager = createPager(input, JSON.parse(JSON.stringify(pager.snapshot())))
    hear(pager.take([event], event.at).deliveries, event.at)
  }
  return { events, keys, lost }
}

/** The person, or nobody: then the channel's own receivers. */
const receiverOf = (key: string): string => key.split(':').slice(3).join()
const threadOf = (key: string): string => `${key.slice(0, key.indexOf(':'))}>${receiverOf(key)}`

test('over any history no page is doubled or lost, an end follows its beginning, and a restart at any point changes nothing', () => {
  fc.assert(
    fc.property(history, fc.nat(5), fc.nat(7), fc.nat(7), (deeds, restartEvery, failEvery, loseEvery) => {
      const { events, keys, lost } = told(deeds, { restartEvery: 0, failEvery, loseEvery })
      expect(new Set(keys).size).toBe(keys.length)
      expect(told(deeds, { restartEvery, failEvery, loseEvery }).keys).toEqual(keys)
      const expected = events.flatMap((event) => {
        const said = isIncidentEvent(event) ? toldAs(event) : undefined
        return said === undefined || !isIncidentEvent(event) || said === 'flapping'
          ? []
          : [`${event.incident.id}:${said}:hook`]
      })
      expect(keys.filter((key) => key.endsWith(':hook') && !key.includes(':flapping:'))).toEqual(expected)
      for (const [index, key] of keys.entries()) {
        if (!key.includes(':resolved:')) continue
        const receiver = receiverOf(key)
        const incident = key.slice(0, key.indexOf(':'))
        expect(
          keys
            .slice(0, index)
            .some(
              (one) => one.startsWith(`${incident}:`) && !one.includes(':resolved:') && receiverOf(one) === receiver,
            ),
        ).toBe(true)
      }
      const ends = new Set(keys.filter((key) => key.includes(':resolved:')).map(threadOf))
      const isOver = new Set([...ends].map((thread) => thread.split('>')[0]))
      for (const thread of lost.map(threadOf)) if (isOver.has(thread.split('>')[0])) expect(ends).toContain(thread)
    }),
    { numRuns: 60, endOnFailure: true },
  )
})
