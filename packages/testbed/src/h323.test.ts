import { expect, test } from 'vitest'
import { answerCall } from './h323.ts'

/** SETUP with nothing but a bearer capability, of call 1234. */
const setup = Buffer.from('0300000e080212340504' + '0388c0a5', 'hex')

test('a call is taken: CALL PROCEEDING and CONNECT, under its reference, from the called side', () => {
  const answer = Buffer.from(answerCall(setup)!)
  const first = answer.subarray(0, answer.readUInt16BE(2))
  const second = answer.subarray(first.length)
  expect(first.subarray(4, 9).toString('hex')).toBe('0802923402')
  expect(second.readUInt16BE(2)).toBe(second.length)
  expect(second.subarray(4, 9).toString('hex')).toBe('0802923407')
})

test('half a SETUP, a release and another protocol get silence', () => {
  for (let length = 0; length < setup.length; length++) expect(answerCall(setup.subarray(0, length))).toBeUndefined()
  const release = Buffer.from(setup)
  release[8] = 0x5a
  expect(answerCall(release)).toBeUndefined()
  expect(answerCall(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBeUndefined()
})
