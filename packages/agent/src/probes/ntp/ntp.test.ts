import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { ProbeFailure, silentLog, systemClock } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import type { NtpConfig } from '@vonggac/model/inventory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNtpProbe } from './index.ts'
import { decodeAnswer, encodeQuestion } from './packet.ts'
import { verdictOf } from './reading.ts'
import { bestOf, differenceOf, type Sample } from './sample.ts'
import { fineWallClock } from './wall-clock.ts'

const EPOCH_S = 2_208_988_800
const NOW = Date.UTC(2026, 10, 22)

/** Writes a time as NTP does: seconds since 1900, of which only 32 bits stay, and 32 bits of their fraction. */
function writeTime(packet: Buffer, at: number, unixMs: number) {
  const seconds = Math.floor(unixMs / 1_000)
  packet.writeUInt32BE((seconds + EPOCH_S) % 2 ** 32, at)
  packet.writeUInt32BE(Math.floor((unixMs / 1_000 - seconds) * 2 ** 32), at + 4)
}

interface Answer {
  readonly first?: number
  readonly stratum?: number
  readonly reference?: string
  readonly origin?: bigint
  readonly at?: number
}

function answerOf({ first = 0x24, stratum = 2, reference = '', origin = 7n, at = NOW }: Answer): Buffer {
  const packet = Buffer.alloc(48)
  packet[0] = first
  packet[1] = stratum
  packet.writeInt8(-20, 3)
  packet.writeUInt32BE(0x0001_8000, 4)
  packet.writeUInt32BE(0x0000_4000, 8)
  packet.write(reference, 12, 4, 'latin1')
  packet.writeBigUInt64BE(origin, 24)
  writeTime(packet, 32, at)
  writeTime(packet, 40, at)
  return packet
}

test('a question says version 4, client, and the nonce, and nothing of our clock', () => {
  const question = encodeQuestion(0x0123_4567_89ab_cdefn)
  expect(question.toString('hex')).toBe(`23${'00'.repeat(39)}0123456789abcdef`)
})

test('an answer is read in full', () => {
  expect(decodeAnswer(answerOf({ first: 0x64, reference: '\n\0\0\x01' }), NOW)).toEqual({
    leap: 1,
    version: 4,
    stratum: 2,
    precisionMs: 2 ** -20 * 1_000,
    rootDelayMs: 1_500,
    rootDispersionMs: 250,
    reference: '10.0.0.1',
    origin: 7n,
    receivedAt: NOW,
    transmittedAt: NOW,
  })
  expect(decodeAnswer(answerOf({ stratum: 1, reference: 'GPS' }), NOW)?.reference).toBe('GPS')
  expect(decodeAnswer(answerOf({ stratum: 1, reference: '\x1b[2J' }), NOW)?.reference).toBe('27.91.50.74')
})

test.for([
  ['now', NOW],
  ['the last second of the first era', Date.UTC(2036, 1, 7, 6, 28, 15)],
  ['the first of the second', Date.UTC(2036, 1, 7, 6, 28, 16)],
  ['long after', Date.UTC(2106, 5, 1)],
] as const)('a time of %s is that time, by a clock that is years wrong', ([, at]) => {
  for (const years of [-60, -1, 0, 1, 60])
    expect(decodeAnswer(answerOf({ at }), at + years * 31_557_600_000)?.receivedAt).toBeCloseTo(at, 3)
})

test.for([
  ['nothing', Buffer.alloc(0)],
  ['a header cut short', answerOf({}).subarray(0, 47)],
  ['a client', answerOf({ first: 0x23 })],
  ['a symmetric peer', answerOf({ first: 0x21 })],
  ['a control message', answerOf({ first: 0x26 })],
  ['version 0', answerOf({ first: 0x04 })],
  ['version 5', answerOf({ first: 0x2c })],
] as const)('%s is no answer', ([, packet]) => expect(decodeAnswer(packet, NOW)).toBeUndefined())

test('any bytes are an answer or none, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, server) => {
      if (server && bytes.length > 0) bytes[0] = 0x24
      const answer = decodeAnswer(Buffer.from(bytes), NOW)
      if (!answer) return
      expect(Math.abs(answer.receivedAt - NOW)).toBeLessThanOrEqual(2 ** 31 * 1_000)
      expect(answer.reference).toMatch(/^[\x20-\x7e]{0,15}$/)
    }),
    { numRuns: 1_000 },
  )
})

const sample = (offset: number, delay: number): Sample => {
  const answer = decodeAnswer(answerOf({ at: NOW + delay / 2 + offset }), NOW)!
  return { answer, sentAt: NOW, heardAt: NOW + delay }
}

test('offset and delay are those of RFC 5905; of several the shortest delay is believed', () => {
  expect(differenceOf(sample(250, 40)).offsetMs).toBeCloseTo(250, 3)
  expect(differenceOf(sample(-90_000, 40)).offsetMs).toBeCloseTo(-90_000, 3)
  expect(differenceOf(sample(250, 40)).delayMs).toBeCloseTo(40, 3)
  expect(bestOf([sample(5, 40), sample(1, 8), sample(9, 90)]).offsetMs).toBeCloseTo(1, 3)
})

const limits = { warnOffsetMs: 100, failOffsetMs: 1_000, maxStratum: 4 }
test.for([
  ['a good clock', { offsetMs: 99, stratum: 2, leap: 0 }, 'ok'],
  ['a leap second that comes', { offsetMs: 0, stratum: 2, leap: 1 }, 'ok'],
  ['a clock that is ahead', { offsetMs: 101, stratum: 2, leap: 0 }, 'warn'],
  ['a clock that is behind', { offsetMs: -101, stratum: 2, leap: 0 }, 'warn'],
  ['a wrong clock', { offsetMs: -1_001, stratum: 2, leap: 0 }, 'fail'],
  ['a clock too far from a reference', { offsetMs: 0, stratum: 5, leap: 0 }, 'fail'],
  ['a clock that says it is not synchronised', { offsetMs: 0, stratum: 2, leap: 3 }, 'fail'],
  ['stratum 16', { offsetMs: 0, stratum: 16, leap: 0 }, 'fail'],
  ['stratum 0 without a reason', { offsetMs: 0, stratum: 0, leap: 0 }, 'fail'],
] as const)('%s', ([, clock, status]) => expect(verdictOf(limits, clock).status).toBe(status))

test('the wall clock has fractions, and agrees with the system’s; a clock that never ticks is no endless wait', () => {
  const wall = fineWallClock(systemClock)
  const before = systemClock.now()
  const at = wall()
  expect(at).toBeGreaterThanOrEqual(before - 1)
  expect(at).toBeLessThan(systemClock.now() + 2)
  expect(fineWallClock(fakeClock(NOW))()).toBe(NOW)
})

/** A server that is not there in Debian: one whose clock is wrong, or that misbehaves. */
async function serving(answer: (nonce: bigint) => Answer | undefined) {
  const socket = createSocket('udp4')
  socket.on('message', (asked, from) => {
    const packet = answer(asked.readBigUInt64BE(40))
    if (packet) socket.send(answerOf(packet), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}

const ask = (port: number, more: Partial<NtpConfig> = {}) =>
  createNtpProbe({ clock: systemClock, log: silentLog }).run(
    { host: '127.0.0.1', port, samples: 3, gapMs: 10, waitMs: 100, ...limits, ...more },
    { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => '' },
  )

test.for([
  ['half a second ahead', 500, 'warn'],
  ['a minute behind', -60_000, 'fail'],
  ['a year ahead', 31_557_600_000, 'fail'],
] as const)('a clock that is %s is found to be so', async ([, offset, status]) => {
  await using server = await serving((origin) => ({ origin, at: systemClock.now() + offset }))
  const reading = await ask(server.port)
  expect(reading).toMatchObject({ status, error: 'threshold' })
  expect(Math.abs(Number(reading.measured[0]?.fields.offset_ms) - offset)).toBeLessThan(50)
})

test('an answer to another question is no answer', async () => {
  await using server = await serving(() => ({ origin: 7n }))
  await expect(ask(server.port)).rejects.toThrow(
    new ProbeFailure('protocol', 'what came back answers no question of ours'),
  )
})

test.for([
  ['RATE', "kiss-o'-death RATE: it is asked too often"],
  ['DENY', "kiss-o'-death DENY: it serves no time to us"],
  ['XYZ', "kiss-o'-death XYZ"],
] as const)('%s is told as what it is', async ([reference, message]) => {
  await using server = await serving((origin) => ({ origin, stratum: 0, reference }))
  await expect(ask(server.port)).rejects.toThrow(new ProbeFailure('refused', message))
})

test('asked too often after the first answer: that answer counts', async () => {
  let asked = 0
  await using server = await serving((origin) =>
    asked++ === 0 ? { origin, at: systemClock.now() } : { origin, stratum: 0, reference: 'RATE' },
  )
  expect(await ask(server.port)).toMatchObject({ status: 'ok', measured: [{ fields: { samples: 1n, asked: 3n } }] })
})

test('a server that has no time yet says so', async () => {
  await using server = await serving((origin) => ({ origin, first: 0xe4, stratum: 0, reference: 'INIT' }))
  expect(await ask(server.port)).toMatchObject({ status: 'fail', error: 'down' })
})

test('silence is a timeout', async () => {
  await using server = await serving(() => undefined)
  await expect(ask(server.port)).rejects.toThrow(new ProbeFailure('timeout', 'no answer to 3 questions'))
})
