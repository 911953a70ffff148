import { expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { reportOf } from './testing/history.ts'
import { province } from './testing/province.ts'
import { inWords, START, simulate, type World } from './testing/simulation.ts'

const seconds = (n: number) => START + n * 1_000
const during = (at: number, from: number, to: number) => at >= seconds(from) && at < seconds(to)

function play(world: World, until: number) {
  const { topology, checks } = province({ sites: 8 })
  return simulate(createEngine({ topology, checks, rules: [] }), { checks, world, until: seconds(until) })
}

/** Site s1 is down for so many seconds in every so many, from 120 s on, for an hour. */
const blinking =
  (down: number, every: number): World =>
  ({ node }, at) =>
    node.startsWith('s1/') && during(at, 120, 3_720) && (at - seconds(120)) % (every * 1_000) < down * 1_000
      ? 'fail'
      : 'ok'

const OUTAGE = ['opened need-met', 'resolved recovered']

test.for([
  { down: 15, every: 30, words: ['opened need-met', 'updated flapping', 'resolved steady'] },
  { down: 30, every: 90, words: [...OUTAGE, 'opened flapping', 'resolved steady'] },
  { down: 20, every: 300, words: [...OUTAGE, ...OUTAGE, 'opened flapping', 'resolved steady'] },
])(
  'a link that is down for $down s in every $every s is told to flap once, and once to be steady',
  ({ down, every, words }) => {
    const told = inWords(play(blinking(down, every), 5_000))
      .map((line) => line.split(' '))
      .filter(([, kind, , , code]) => kind !== 'updated' || code === 'flapping')
    expect(told.map(([, kind, , , code]) => `${kind} ${code}`)).toEqual(words)
    expect(told.every(([, , node]) => node === 's1/l0')).toBe(true)
  },
)

test('it is steady ten minutes after it last failed, however long its alert was held', () => {
  const ends = play(blinking(15, 30), 5_000).filter(({ kind }) => kind === 'resolved')
  // The last time it fails it is down from 3 690 to 3 705 s.
  expect(ends.map(({ at }) => Math.round((at - seconds(3_705)) / 60_000))).toEqual([10])
})

test('while it flaps its checks are flapping, and afterwards they are well', () => {
  const states = play(blinking(15, 30), 5_000).flatMap((event) =>
    event.kind === 'transition' && event.check === 's1/l0/icmp@hub' ? [event.to] : [],
  )
  expect(states.filter((state) => state === 'flapping')).toHaveLength(1)
  expect(states.at(-1)).toBe('ok')
})

test('three outages far apart are three incidents', () => {
  const world: World = ({ node }, at) =>
    node.startsWith('s1/') && [120, 1_000, 1_900].some((from) => during(at, from, from + 60)) ? 'fail' : 'ok'
  const told = inWords(play(world, 2_400)).filter((line) => !line.includes('updated'))
  expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual(
    Array(3).fill(['opened s1/l0 critical need-met', 'resolved s1/l0 critical recovered']).flat(),
  )
})

test('results that say nothing three times in a row are a state of their own, and nobody is called', () => {
  const { topology, checks } = province({ sites: 1 })
  const engine = createEngine({ topology, checks, rules: [] })
  const check = checks.find(({ id }) => id === 's0/rt/snmp@hub')!
  const say = (status: 'ok' | 'unknown', minute: number) => {
    const at = START + minute * 60_000
    return engine.observe({ ...reportOf(check, status, at), error: status === 'ok' ? '' : 'local' }, at)
  }
  engine.tick(START)
  const statuses = ['ok', 'unknown', 'unknown', 'unknown', 'unknown', 'ok'] as const
  const events = statuses.flatMap((status, minute) => say(status, minute))
  const own = events.flatMap((event) =>
    event.kind === 'transition' && event.check === check.id ? [`${event.from} → ${event.to}: ${event.reason}`] : [],
  )
  expect(own).toEqual(['ok → unknown: unsure: local', 'unknown → ok: data-back: results arrive again'])
  expect(engine.open).toEqual([])
})
