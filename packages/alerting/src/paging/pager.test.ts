import { expect, test } from 'vitest'
import type { AlertEvent, Incident, MaintenanceWindow } from '../contract.ts'
import { incident } from '../testing/sample.ts'
import { createPager } from './pager.ts'
import type { Outcome, Pager, PagerDecision, PagerInput, PagingConfig } from './pager-contract.ts'

const MIN = 60_000
/** Times in the tests are ms after this. */
const T = incident.openedAt

type Channel = PagingConfig['channels'][number]
const hook = (id: string): Channel => ({ id, kind: 'webhook', url: 'http://127.0.0.1:9', headers: {}, timeout: 1_000 })
const mail = (id: string): Channel => ({
  id,
  kind: 'email',
  host: 'mail',
  port: 25,
  secure: false,
  from: 'a@b',
  to: ['c@d'],
  timeout: 1_000,
})
/** A channel that only reaches people by their own address. */
const personal = (id: string) => {
  const { to: _to, ...rest } = mail(id) as Channel & { to?: unknown }
  return rest as Channel
}

const escalation = {
  id: 'network',
  match: ['**'],
  levels: [
    { notify: ['an'], channels: ['sms', 'mail'] },
    { after: 10 * MIN, notify: ['binh'], channels: ['sms'] },
  ],
  fallback: 30_000,
  repeat: 0,
  repeatAfter: 10 * MIN,
}
const oncall: PagingConfig = {
  people: [
    { id: 'an', name: 'An', email: 'an@x' },
    { id: 'binh', name: 'Bình', email: 'binh@x' },
    { id: 'chi', name: 'Chi' },
  ],
  channels: [personal('sms'), personal('mail'), hook('hook')],
  notify: [],
  escalations: [escalation],
  storm: { above: 10, within: 2 * MIN },
}

function start(changes: Partial<PagingConfig> = {}, more: Partial<PagerInput> = {}) {
  const input: PagerInput = {
    organisation: { vi: 'Sở', en: 'Dept' },
    link: () => null,
    oncall: { ...oncall, ...changes },
    ...more,
  }
  return watched(createPager(input), input)
}

/** A pager whose decisions are written down: `+30s mail>an opened`. */
function watched(first: Pager, input: PagerInput) {
  const said: string[] = []
  const notes: string[] = []
  let pager = first
  const write = (at: number, { deliveries, withdrawn, notes: lines, unacknowledged }: PagerDecision) => {
    const time = `+${(at - T) / 1_000}s`
    for (const { key, to } of deliveries)
      said.push(`${time} ${key.replaceAll(incident.id, 'i')}${to ? ` → ${to.name}` : ''}`)
    for (const key of withdrawn) said.push(`${time} withdraw ${key.replaceAll(incident.id, 'i')}`)
    for (const id of unacknowledged) said.push(`${time} unacknowledged ${id.replaceAll(incident.id, 'i')}`)
    for (const line of lines) notes.push(`${time} ${line.text}`)
  }
  const at = T
  return {
    said,
    notes,
    take: (after: number, ...events: AlertEvent[]) => write(at + after, pager.take(events, at + after)),
    settle: (after: number, key: string, result: Outcome['result'] = 'delivered') =>
      write(
        at + after,
        pager.settled({ key: key.replace(/^i:/, `${incident.id}:`), at: at + after, result }, at + after),
      ),
    ack: (after: number, by = 'An') => write(at + after, pager.acknowledge(incident.id, by, at + after)),
    hush: (after: number, windows: MaintenanceWindow[]) => write(at + after, pager.hush(windows, at + after)),
    snooze: (after: number, until: number) =>
      write(at + after, pager.snooze(incident.id, at + until, 'An', at + after)),
    review: (after: number) => write(at + after, pager.review(at + after)),
    /** Lets time pass, tick by tick. */
    until(after: number) {
      for (let due = pager.nextDue(); due !== undefined && due <= at + after; due = pager.nextDue())
        write(due, pager.tick(due))
    },
    restart: (changed: Partial<PagingConfig> = {}) => {
      pager = createPager(
        { ...input, oncall: { ...input.oncall, ...changed } },
        JSON.parse(JSON.stringify(pager.snapshot())),
      )
    },
    nextDue: () => pager.nextDue(),
  }
}

const event = (
  kind: 'opened' | 'updated' | 'resolved',
  reason: string,
  changes: Partial<Incident> = {},
): AlertEvent => ({
  kind,
  at: T,
  incident: { ...incident, ...changes },
  reason,
})
const opened = event('opened', 'need-met: lost')
const resolved = event('resolved', 'recovered: answers', { resolvedAt: T + 3_600_000 })

test('the first person is told by the first channel, at once', () => {
  const at = start()
  at.take(0, opened)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An'])
})

test('a channel that does not deliver within its time brings the next one, then the next person after the delay', () => {
  const at = start()
  at.take(0, opened)
  at.settle(5_000, 'i:opened:sms:an', 'failed')
  at.until(60 * MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An', '+30s i:opened:mail:an → An', '+600s i:opened:sms:binh → Bình'])
  expect(at.notes).toEqual([
    '+30s sms to An has not delivered within 30s: next mail for An',
    '+600s nobody has acknowledged: level 2',
  ])
})

test('a channel that has delivered brings no other; the next person comes unless somebody acknowledges', () => {
  const at = start()
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.until(5 * MIN)
  at.ack(5 * MIN)
  at.until(60 * MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An'])
  expect(at.notes).toEqual(['+300s An takes care: nobody else is told'])
  expect(at.nextDue()).toBeUndefined()
})

test('a channel that failed for good brings the next one at once, and a person without a channel left the next person', () => {
  const at = start()
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an', 'given-up')
  at.settle(3_000, 'i:opened:mail:an', 'given-up')
  expect(at.said).toEqual(['+0s i:opened:sms:an → An', '+1s i:opened:mail:an → An', '+3s i:opened:sms:binh → Bình'])
  expect(at.notes.at(-1)).toBe('+3s level 1 reaches nobody: next level 2')
})

test('when nobody can be reached, every channel with receivers of its own hears of it', () => {
  const at = start()
  at.take(0, opened)
  for (const key of ['sms:an', 'mail:an', 'sms:binh']) at.settle(1_000, `i:opened:${key}`, 'given-up')
  expect(at.said.at(-1)).toBe('+1s i:opened:hook')
  expect(at.notes.at(-1)).toBe('+1s nobody can be reached: every channel that is left hears of it')
})

test('everybody who was told hears of the end, once each; what has not arrived is withdrawn', () => {
  const at = start()
  at.take(0, opened)
  at.until(30_000)
  at.settle(31_000, 'i:opened:mail:an')
  at.settle(40_000, 'i:opened:sms:an')
  at.until(10 * MIN)
  at.take(11 * MIN, resolved)
  expect(at.said.slice(3)).toEqual(['+660s i:resolved:mail:an → An', '+660s withdraw i:opened:sms:binh'])
  expect(at.notes.at(-1)).toBe('+660s sms to Bình: not delivered, and withdrawn: it is over')
})

test('what arrives although it was withdrawn is followed by the end', () => {
  const at = start()
  at.take(0, opened)
  at.take(10_000, resolved)
  at.settle(12_000, 'i:opened:sms:an')
  at.settle(13_000, 'i:opened:sms:an')
  expect(at.said.slice(1)).toEqual(['+10s withdraw i:opened:sms:an', '+12s i:resolved:sms:an → An'])
  at.until(20 * MIN)
  expect(at.nextDue()).toBeUndefined()
})

test('who perhaps has the message, because its answer was lost, hears of the end, whenever that is known', () => {
  const key = 'i:opened:sms:an'
  type Deed = 'acknowledge' | Outcome['result']
  const lost: readonly (readonly Deed[])[] = [
    ['uncertain', 'acknowledge'],
    ['acknowledge', 'uncertain'],
    ['uncertain', 'given-up', 'acknowledge'],
    ['uncertain', 'failed', 'uncertain', 'acknowledge'],
    ['uncertain', 'acknowledge', 'delivered'],
  ]
  for (const deeds of lost) {
    const at = start()
    at.take(0, opened)
    for (const deed of deeds) {
      if (deed === 'acknowledge') at.ack(1_000)
      else at.settle(1_000, key, deed)
    }
    at.restart()
    at.take(10_000, resolved)
    at.settle(11_000, key)
    expect(
      at.said.filter((line) => line.includes('resolved')),
      deeds.join(', '),
    ).toEqual(['+10s i:resolved:sms:an → An'])
  }
})

test('who perhaps has the message is told when that is known after the end, once', () => {
  const at = start()
  at.take(0, opened)
  at.take(10_000, resolved)
  at.settle(12_000, 'i:opened:sms:an', 'uncertain')
  at.settle(13_000, 'i:opened:sms:an')
  expect(at.said.slice(1)).toEqual(['+10s withdraw i:opened:sms:an', '+12s i:resolved:sms:an → An'])
})

test('who was told for sure hears of the end by that channel', () => {
  const at = start()
  at.take(0, opened)
  at.until(30_000)
  at.settle(31_000, 'i:opened:mail:an', 'uncertain')
  at.settle(40_000, 'i:opened:sms:an')
  at.take(MIN, resolved)
  expect(at.said.filter((line) => line.includes('resolved'))).toEqual(['+60s i:resolved:sms:an → An'])
})

test('that it comes and goes is told once to those who have heard of it, also after an acknowledgement', () => {
  const at = start()
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.ack(2_000)
  at.take(5_000, event('updated', 'flapping: failed 3 times within 4 min'))
  expect(at.said.slice(1)).toEqual(['+5s i:flapping:sms:an → An'])
})

test('an incident that became part of another is not told any more, and its end to nobody', () => {
  const at = start()
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.take(5_000, event('resolved', 'merged: into hub'))
  at.until(60 * MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An'])
})

test('the ladder is repeated as often as it says', () => {
  const at = start({ escalations: [{ ...escalation, repeat: 1 }] })
  at.take(0, opened)
  at.settle(0, 'i:opened:sms:an')
  at.until(24 * 60 * MIN)
  expect(at.said.filter((line) => !line.includes('withdraw'))).toEqual([
    '+0s i:opened:sms:an → An',
    '+600s i:opened:sms:binh → Bình',
    '+1200s i:opened.2:sms:an → An',
    '+1230s i:opened.2:mail:an → An',
    '+1800s i:opened.2:sms:binh → Bình',
  ])
})

test('snoozed, nobody is told until then; then the level that was reached is told again and the ladder goes on', () => {
  const at = start()
  at.take(0, opened)
  at.settle(0, 'i:opened:sms:an')
  at.snooze(MIN, 31 * MIN)
  at.until(31 * MIN)
  at.settle(31 * MIN, 'i:opened.2:sms:an')
  at.until(60 * MIN)
  expect(at.said).toEqual([
    '+0s i:opened:sms:an → An',
    '+1860s i:opened.2:sms:an → An',
    '+2460s i:opened.2:sms:binh → Bình',
  ])
})

test('acknowledged while snoozed, nobody is told again', () => {
  const at = start()
  at.take(0, opened)
  at.settle(0, 'i:opened:sms:an')
  at.snooze(MIN, 31 * MIN)
  at.ack(2 * MIN)
  at.until(60 * MIN)
  expect(at.said).toHaveLength(1)
})

test('a warning that becomes critical is told to everybody up to the level reached, also after an acknowledgement', () => {
  const at = start()
  at.take(0, event('opened', 'warn-met: x', { severity: 'warning' }))
  at.settle(0, 'i:opened:sms:an')
  at.until(10 * MIN)
  at.settle(10 * MIN, 'i:opened:sms:binh')
  at.ack(11 * MIN)
  at.take(12 * MIN, event('updated', 'escalated: x', { openedAs: 'warning' }))
  expect(at.said.slice(2)).toEqual([
    '+720s i:escalated:sms:an → An',
    '+720s i:escalated:sms:binh → Bình',
    '+720s unacknowledged i',
  ])
})

test('where another escalation is meant for what is critical, that begins', () => {
  const levels = [{ notify: ['binh'], channels: ['sms'] }]
  const at = start({
    escalations: [
      { ...escalation, severity: 'warning' },
      { ...escalation, id: 'grave', levels },
    ],
  })
  at.take(0, event('opened', 'warn-met: x', { severity: 'warning' }))
  at.settle(0, 'i:opened:sms:an')
  at.take(MIN, event('updated', 'escalated: x', { openedAs: 'warning' }))
  at.settle(MIN, 'i:escalated:sms:binh')
  at.take(2 * MIN, resolved)
  expect(at.said.slice(1)).toEqual([
    '+60s i:escalated:sms:binh → Bình',
    '+120s i:resolved:sms:an → An',
    '+120s i:resolved:sms:binh → Bình',
  ])
})

test('who is on call is asked when it is told; who comes on call before anybody acknowledges is told once', () => {
  const onCall = (_rota: string, now: number) =>
    now < T + 5 * MIN ? { person: 'an', to: T + 5 * MIN } : { person: 'binh', to: T + 24 * 60 * MIN }
  const levels = [{ notify: ['rota:network'], channels: ['sms'] }]
  const at = start({ escalations: [{ ...escalation, levels }] }, { onCall })
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.until(60 * MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An', '+300s i:opened:sms:binh → Bình'])
  expect(at.notes).toEqual(['+300s Bình comes on call in `network`'])
})

test('when nobody is on call the next level comes at once', () => {
  const levels = [{ notify: ['rota:network'], channels: ['sms'] }, escalation.levels[1]!]
  const at = start({ escalations: [{ ...escalation, levels }] }, { onCall: () => undefined })
  at.take(0, opened)
  expect(at.said).toEqual(['+0s i:opened:sms:binh → Bình'])
  expect(at.notes).toEqual(['+0s nobody is on call in `network`', '+0s level 1 reaches nobody: next level 2'])
})

test('who has quiet hours is told after them, if it is still open; the next level does not wait for that', () => {
  const quietUntil = (person: string) => (person === 'an' ? T + 30 * MIN : undefined)
  const at = start({}, { quietUntil })
  at.take(0, opened)
  at.until(10 * MIN)
  at.settle(10 * MIN, 'i:opened:sms:binh')
  at.until(60 * MIN)
  expect(at.said).toEqual([
    '+600s i:opened:sms:binh → Bình',
    '+1800s i:opened:sms:an → An',
    '+1830s i:opened:mail:an → An',
  ])
})

test('channels that hear of everything do so beside the ladder, and hear nothing twice', () => {
  const levels = [{ notify: ['an'], channels: ['hook', 'sms'] }]
  const at = start({ notify: [{ channels: ['hook'] }], escalations: [{ ...escalation, levels }] })
  at.take(0, opened)
  at.settle(1_000, 'i:opened:hook')
  at.until(60 * MIN)
  at.take(60 * MIN, resolved)
  expect(at.said).toEqual(['+0s i:opened:hook', '+3600s i:resolved:hook'])
})

test('where no escalation is meant and no channel named, every channel with receivers of its own hears of it', () => {
  const at = start({ escalations: [{ ...escalation, match: ['hoi-an/**'] }] })
  at.take(0, opened)
  at.take(MIN, resolved)
  expect(at.said).toEqual(['+0s i:opened:hook', '+60s i:resolved:hook'])
})

test('an end whose beginning was before our time is told to those who hear of everything', () => {
  const at = start({ notify: [{ channels: ['hook'] }] })
  at.take(0, resolved)
  expect(at.said).toEqual(['+0s i:resolved:hook'])
})

const many = (kind: 'opened' | 'resolved', n: number) =>
  Array.from({ length: n }, (_, i) =>
    event(kind, 'need-met: x', { id: `i${i}`, ...(kind === 'resolved' && { resolvedAt: T }) }),
  )

test('what opens faster than can be read is told together; the first ones at once', () => {
  const at = start({ channels: [mail('mail')], escalations: [], storm: { above: 2, within: 2 * MIN } })
  at.take(0, ...many('opened', 5))
  at.until(MIN)
  expect(at.said).toEqual([
    '+0s i0:opened:mail',
    '+0s i1:opened:mail',
    expect.stringMatching(/^\+15s storm-critical-[\w-]+:opened:mail$/),
  ])
  at.take(10 * MIN, ...many('resolved', 5))
  at.until(20 * MIN)
  expect(at.said.slice(3, 6)).toEqual([
    '+600s i0:resolved:mail',
    '+600s i1:resolved:mail',
    expect.stringMatching(/^\+615s storm-critical-[\w-]+:resolved:mail$/),
  ])
  // Nobody has delivered the beginnings.
  expect(at.said.slice(6)).toEqual([
    '+1200s withdraw i0:opened:mail',
    '+1200s withdraw i1:opened:mail',
    expect.stringMatching(/withdraw storm-critical-[\w-]+:opened:mail$/),
  ])
  expect(at.nextDue()).toBeUndefined()
})

test('the message about many has a link that acknowledges them together', () => {
  const input: PagerInput = {
    organisation: { vi: 'Sở', en: 'Dept' },
    link: () => null,
    acknowledgeLink: ({ id }, { channel }) => `https://x/a/${id}~${channel}`,
    oncall: { ...oncall, channels: [mail('mail')], escalations: [], storm: { above: 2, within: 2 * MIN } },
  }
  const pager = createPager(input)
  pager.take(many('opened', 5), T)
  const [told] = pager.tick(T + 15_000).deliveries
  expect(told?.message).toMatchObject({ kind: 'storm', incidents: ['i2', 'i3', 'i4'] })
  expect(told?.message.actions?.acknowledge).toMatch(/^https:\/\/x\/a\/storm-critical-mail-\w+~mail$/)
})

test('programs hear of every incident', () => {
  const at = start({ channels: [hook('hook')], escalations: [], storm: { above: 2, within: 2 * MIN } })
  at.take(0, ...many('opened', 5))
  expect(at.said).toHaveLength(5)
})

test('what is over before the storm was told is told to nobody', () => {
  const at = start({ channels: [mail('mail')], escalations: [], storm: { above: 1, within: 2 * MIN } })
  at.take(0, ...many('opened', 2))
  at.take(5_000, many('resolved', 2)[1]!)
  at.until(20 * MIN)
  expect(at.said).toEqual(['+0s i0:opened:mail'])
})

test('a storm that is not delivered brings the next channel for each of its incidents', () => {
  const at = start({ storm: { above: 1, within: 2 * MIN } })
  at.take(0, ...many('opened', 3))
  at.settle(0, 'i0:opened:sms:an')
  at.until(40_000)
  at.until(46_000)
  expect(at.said.filter((line) => line.includes('mail'))).toEqual(['+45s i1:opened:mail:an → An'])
})

test('after a restart with other escalations nobody is told twice, and nobody forgotten', () => {
  const at = start()
  at.take(0, opened)
  at.settle(0, 'i:opened:sms:an')
  at.restart({ escalations: [{ ...escalation, id: 'other', levels: [{ notify: ['an', 'binh'], channels: ['sms'] }] }] })
  at.until(60 * MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An', '+0s i:opened:sms:binh → Bình'])
})

const hush = (from: number, to: number, match = ['tam-ky']) => [{ id: 'w', from: T + from, to: T + to, match }]

test('nobody is told of what is worked on; what is still open afterwards is told then', () => {
  const at = start({ notify: [{ channels: ['hook'] }] })
  at.hush(0, hush(0, 20 * MIN))
  at.take(MIN, opened)
  at.until(60 * MIN - 1)
  expect(at.said.slice(0, 3)).toEqual([
    '+1200s i:opened:hook',
    '+1200s i:opened:sms:an → An',
    '+1230s i:opened:mail:an → An',
  ])
  expect(at.notes.slice(0, 2)).toEqual([
    '+60s nobody is told while `w` lasts',
    '+1200s the silence is over: people are told now',
  ])
})

test('what began and ended while it was worked on is told to nobody; what was told before ends for those who know', () => {
  const at = start({ notify: [{ channels: ['hook'] }] })
  at.hush(0, hush(MIN, 20 * MIN))
  at.take(0, opened, event('opened', 'need-met: x', { id: 'j', node: 'hoi-an/vnpt', site: 'hoi-an' }))
  at.settle(1_000, 'i:opened:sms:an')
  at.take(2 * MIN, resolved)
  at.take(3 * MIN, event('opened', 'need-met: x', { id: 'k' }))
  at.take(4 * MIN, event('resolved', 'recovered: x', { id: 'k' }))
  at.until(5 * MIN)
  expect(at.said.filter((line) => !/ j:/.test(line))).toEqual([
    '+0s i:opened:hook',
    '+0s i:opened:sms:an → An',
    '+120s i:resolved:hook',
    '+120s i:resolved:sms:an → An',
  ])
})

test('what is no snapshot is refused', () => {
  expect(() => createPager({ organisation: { vi: '', en: '' }, link: () => null, oncall }, { version: 2 })).toThrow(
    'this is no snapshot of the pager',
  )
})

test.for<[string, number]>([
  ['two hours', 120 * MIN],
  ['a year', 525_600 * MIN],
])('a clock that is set back by %s changes neither what comes next nor how soon', ([, byMs]) => {
  const at = start()
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.settle(4 * MIN, 'i:unknown', 'failed')
  at.settle(4 * MIN - byMs, 'i:unknown', 'failed')
  at.until(9 * MIN - byMs)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An'])
  at.until(10 * MIN - byMs)
  expect(at.said.slice(1)).toEqual([`+${(10 * MIN - byMs) / 1_000}s i:opened:sms:binh → Bình`])
})

test('a clock that is set ahead brings the next level once, and the one after it not at once', () => {
  const third = { after: 20 * MIN, notify: ['an'], channels: ['mail'] }
  const at = start({ escalations: [{ ...escalation, levels: [...escalation.levels, third] }] })
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.until(5 * MIN)
  at.settle(500 * MIN, 'i:unknown', 'failed')
  at.until(509 * MIN)
  expect(at.said.slice(1)).toEqual([`+${500 * 60}s i:opened:sms:binh → Bình`])
})

test('who takes over by hand is told at once, once; and who took over from nobody as well', () => {
  let person: string | undefined = 'an'
  const levels = [{ notify: ['rota:network'], channels: ['sms'] }]
  const onCall = () => (person === undefined ? undefined : { person, to: T + 600 * MIN })
  const at = start({ escalations: [{ ...escalation, levels }] }, { onCall })
  at.take(0, opened)
  at.settle(1_000, 'i:opened:sms:an')
  at.review(MIN)
  expect(at.said).toEqual(['+0s i:opened:sms:an → An'])
  person = 'binh'
  at.review(2 * MIN)
  at.review(3 * MIN)
  expect(at.said.slice(1)).toEqual(['+120s i:opened:sms:binh → Bình'])

  person = undefined
  const none = start(
    { escalations: [{ ...escalation, levels }], channels: [personal('sms'), hook('last')] },
    { onCall },
  )
  none.take(0, opened)
  expect(none.said).toEqual(['+0s i:opened:last'])
  person = 'an'
  none.review(5 * MIN)
  expect(none.said.slice(1)).toEqual(['+300s i:opened:sms:an → An'])
  none.ack(6 * MIN)
  person = 'binh'
  none.review(7 * MIN)
  expect(none.said.filter((line) => !line.includes('withdraw'))).toHaveLength(2)
})

test('a beginning that a channel could not deliver is not said long after the end: the end says it all', () => {
  const at = start({ notify: [{ channels: ['hook'] }], escalations: [] })
  at.take(0, opened)
  at.take(MIN, resolved)
  expect(at.said).toEqual(['+0s i:opened:hook', '+60s i:resolved:hook'])
  at.until(60 * MIN)
  expect(at.said.slice(2)).toEqual(['+660s withdraw i:opened:hook'])
  expect(at.notes.at(-1)).toContain('hook: not delivered, and withdrawn')
  expect(at.nextDue()).toBeUndefined()
})
