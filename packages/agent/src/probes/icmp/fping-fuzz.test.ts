import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Echo, Loss, Packet } from './engine.ts'
import { createFpingReader } from './fping-line.ts'
import { createRounds } from './fping-rounds.ts'
import { createVerdicts } from './fping-verdicts.ts'

/** As long as a line may be. */
const LONGEST = 1_024

const TARGETS = ['10.33.1.1', 'fd00::1', '192.0.2.255']

const echoOf = (address: string): Echo => ({
  key: address,
  address,
  periodMs: 1_000,
  lostAfterMs: 500,
  forgetAfterMs: 2_400,
  size: 56,
  dscp: 0,
})

/** What the pieces of an output come to: the verdicts in their order, and what is left as last words. Time stands still but for `laterMs`. */
async function verdictsOf(pieces: readonly (string | Uint8Array)[], laterMs = 0) {
  const clock = fakeClock()
  const told: unknown[][] = []
  const tell =
    (what: string) =>
    ({ address }: Echo, ...rest: (number | Packet | Loss | undefined)[]) =>
      void told.push([what, address, ...rest])
  const sink = {
    answered: tell('answered'),
    lost: tell('lost'),
    late: tell('late'),
    duplicate: tell('duplicate'),
  }
  const verdicts = createVerdicts(TARGETS.map(echoOf), { clock, log: silentLog, sink })
  verdicts.attach({ pid: 0, drain() {}, isIdle: () => true, async stop() {} })
  for (const piece of pieces) verdicts.take(Buffer.from(piece))
  await clock.advance(laterMs)
  verdicts.close()
  return { told, lastWords: verdicts.lastWords() }
}

const anyTarget = fc.constantFrom(...TARGETS, '127.0.0.1', '203.0.113.9')
const anySeq = fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.nat())
const anyRtt = fc.constantFrom('0.040', '1.00', '12.3', '499', '501', '2399')
const anyLine = fc.oneof(
  fc
    .tuple(anyTarget, anySeq, anyRtt)
    .map(([to, seq, ms]) => `${to} : [${seq}], 64 bytes, ${ms} ms (1.00 avg, 0% loss)`),
  fc.tuple(anyTarget, anySeq).map(([to, seq]) => `${to}   : [${seq}], timed out (NaN avg, 100% loss)`),
  anyTarget.map((to) => `ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to ${to}`),
  anyTarget.map((to) => `ICMP Time Exceeded from fe80::1%eth0 for ICMPv6 Echo sent to ${to} (${to})`),
  fc.nat(3).map((times) => 'x'.repeat(LONGEST - 1 + times)),
  fc.string({ maxLength: 30, unit: 'binary' }).map((text) => text.replaceAll('\n', '\r')),
)
const anyOutput = fc
  .array(anyLine, { maxLength: 40 })
  .map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join('')))
const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const ends = [...at.map((part) => Math.floor(part * bytes.length)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

test('an output that is cut anywhere, however often, comes to the same verdicts', async () => {
  await fc.assert(
    fc.asyncProperty(anyOutput, anyCuts, async (output, cuts) => {
      expect(await verdictsOf(cut(output, cuts))).toEqual(await verdictsOf([output]))
    }),
  )
})

test('whatever comes in whatever order, a packet is lost at most once and every line has at most one verdict', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine, { maxLength: 40 }), async (lines) => {
      const { told } = await verdictsOf(lines.map((line) => `${line}\n`))
      const lost = told.filter(([what]) => what === 'lost').map(([, to, loss]) => `${to} ${(loss as Loss).packet}`)
      expect(new Set(lost).size).toBe(lost.length)
      expect(told.filter(([what]) => what !== 'lost').length).toBeLessThanOrEqual(lines.length)
    }),
  )
})

test('no bytes in whatever pieces make it throw or keep more than a line', async () => {
  const anyPiece = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    anyLine.map((line) => Buffer.from(line)),
    fc.constantFrom(
      ...['\n', '\r\n', '\0', ' : [', '], ', '127.0.0.1 : [', 'ICMP ', ' from ', '0.1 ms'].map(Buffer.from),
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(anyPiece, { maxLength: 60 }), async (pieces) => {
      const { lastWords } = await verdictsOf(pieces, 10_000)
      expect(lastWords.length).toBeLessThanOrEqual(LONGEST)
    }),
  )
})

const told = (text: string) => verdictsOf([text]).then((seen) => seen.told.map(([what, to]) => `${what} ${to}`))
const answer = (to: string, seq: number | string, ms: number | string = '1.00') =>
  `${to} : [${seq}], 64 bytes, ${ms} ms (1.00 avg, 0% loss)`
const NINES = '9'.repeat(400)

const corpus: readonly (readonly [name: string, text: string, verdicts: readonly string[]])[] = [
  [
    'a duplicate',
    `${answer('10.33.1.1', 0)}\n${answer('10.33.1.1', 0)}\n`,
    ['answered 10.33.1.1', 'duplicate 10.33.1.1'],
  ],
  ['a late line', `${answer('10.33.1.1', 0, 900)}\n`, ['lost 10.33.1.1', 'late 10.33.1.1']],
  [
    'a late line twice',
    `${answer('10.33.1.1', 0, 900)}\n`.repeat(2),
    ['lost 10.33.1.1', 'late 10.33.1.1', 'duplicate 10.33.1.1'],
  ],
  [
    'an answer after its time-out',
    `10.33.1.1 : [0], timed out (NaN avg, 100% loss)\n${answer('10.33.1.1', 0)}\n`,
    ['lost 10.33.1.1', 'duplicate 10.33.1.1'],
  ],
  ['an IPv6 address', `${answer('fd00::1', 0)}\n`, ['answered fd00::1']],
  ['an IPv6 address with a zone that nobody asked for', `${answer('fe80::1%eth0', 0)}\n`, []],
  [
    'carriage returns',
    `${answer('10.33.1.1', 0)}\r\n${answer('fd00::1', 0)}\r\n`,
    ['answered 10.33.1.1', 'answered fd00::1'],
  ],
  ['an address nobody asked for', `${answer('203.0.113.9', 0)}\n`, []],
  ['a number beyond all numbers', `${answer('10.33.1.1', NINES)}\n${answer('127.0.0.1', NINES)}\n`, []],
  ['a time beyond all times', `${answer('10.33.1.1', 0, NINES)}\n`, []],
  ['a time of several points', `${answer('10.33.1.1', 0, '1.2.3')}\n`, []],
  ['a negative number', `${answer('10.33.1.1', -1)}\n`, []],
  ['a name of the prototype', `${answer('__proto__', 0)}\n${answer('constructor', 0)}\n`, []],
  ['zero bytes before a line', `\0\0\0${answer('10.33.1.1', 0)}\n${answer('10.33.1.1', 1)}\n`, ['answered 10.33.1.1']],
  ['an endless line before a line', `${'9'.repeat(100_000)}\n${answer('10.33.1.1', 0)}\n`, ['answered 10.33.1.1']],
  ['an error without a target', 'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to \n', []],
  ['empty lines', '\n\n\n', []],
]

test.for(corpus)('%s', async ([, text, verdicts]) => {
  expect(await told(text)).toEqual(verdicts)
})

test.for([
  'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.33.1.1',
  'ICMP Unreachable (Communication with Host Prohibited) from 10.0.0.1 for ICMP Echo sent to 10.33.1.1',
  'ICMP Time Exceeded from fd00::fe for ICMP Echo sent to 10.33.1.1 (10.33.1.1)',
  'ICMPv6 Unreachable (No Route) from fd00::fe for ICMPv6 Echo sent to 10.33.1.1',
])('%s: what is lost then is unreachable', async (line) => {
  const { told } = await verdictsOf([`${line}\n10.33.1.1 : [0], timed out (NaN avg, 100% loss)\n`])
  const note = line.slice(0, line.indexOf(' for '))
  expect(told).toEqual([['lost', '10.33.1.1', expect.objectContaining({ cause: 'unreachable', note })]])
})

test('a message of a router that is no refusal makes no loss unreachable', async () => {
  const redirect = 'ICMP Redirect from 10.0.0.1 for ICMP Echo sent to 10.33.1.1\n'
  const { told } = await verdictsOf([`${redirect}10.33.1.1 : [0], timed out (NaN avg, 100% loss)\n`])
  expect(told).toEqual([['lost', '10.33.1.1', expect.objectContaining({ cause: 'timeout' })]])
})

test('a line read whole and one read in pieces are too long alike', () => {
  const seen: string[] = []
  const sink = { answered() {}, timedOut() {}, refused() {}, other: (line: string) => void seen.push(line) }
  for (const length of [LONGEST, LONGEST + 1]) {
    createFpingReader(sink).push(Buffer.from(`${'x'.repeat(length)}\n`))
    const reader = createFpingReader(sink)
    for (const piece of ['x'.repeat(length), '\n']) reader.push(Buffer.from(piece))
  }
  expect(seen.map(({ length }) => length)).toEqual([LONGEST, LONGEST])
})

test('whatever happens to packets, what rounds remember of a target is bounded and every packet has one verdict', () => {
  const anyStep = fc.tuple(fc.constantFrom('settle', 'arrive', 'giveUp', 'forget'), fc.oneof(fc.nat(3_000), fc.nat()))
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 300 }), (steps) => {
      const rounds = createRounds(1)
      const settled = new Set<number>()
      for (const [step, seq] of steps) {
        const result = rounds[step as 'arrive'](0, seq) as unknown
        const verdict = result === true || result === 'first' || result === 'reordered'
        if (verdict) expect(settled.has(seq)).toBe(false)
        if (verdict) settled.add(seq)
      }
      expect(rounds.missing(Number.MAX_SAFE_INTEGER).length).toBeLessThanOrEqual(1_001)
    }),
  )
})
