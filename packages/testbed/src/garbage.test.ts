import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerFrom } from './dns/zone.ts'
import { answerTime } from './ntp.ts'
import { answerBinding } from './stun.ts'

/** What listens for datagrams answers garbage with silence, and never throws. */

const from = { address: '127.0.0.1', port: 1_234 }
const zone = new Map([['a.vn', { A: ['127.33.0.1'], TXT: ['x'.repeat(300)] }]])
const bytes = fc.uint8Array({ maxLength: 200 })

test('servers of datagrams survive anything', () => {
  fc.assert(
    fc.property(bytes, (garbage) => {
      answerFrom(zone, garbage)
      answerTime(garbage, 1_800_000_000_000)
      answerBinding(garbage, from)
    }),
  )
})

test('a question that is cut off anywhere, or asks two things, gets no answer', () => {
  const question = Buffer.from('12340100000100000000000001610276 6e0000010001'.replace(' ', ''), 'hex')
  const answer = Buffer.from(answerFrom(zone, question)!)
  expect(answer.subarray(-4)).toEqual(Buffer.from([127, 33, 0, 1]))
  expect(answer.readUInt16BE(6)).toBe(1)
  for (let length = 0; length < question.length; length++)
    expect(answerFrom(zone, question.subarray(0, length))).toBeUndefined()
  question[5] = 2
  expect(answerFrom(zone, question)).toBeUndefined()
})

test('a text beyond 255 bytes is written in parts', () => {
  const question = Buffer.from('123401000001000000000000016102766e0000100001', 'hex')
  const answer = Buffer.from(answerFrom(zone, question)!)
  expect(answer.length).toBe(question.length + 12 + 302)
})
