import { expect, test } from 'vitest'
import { verdictOf } from './verdict.ts'

const answer = (status: number, body = '', headers = {}) => ({ status, body, headers })

test.for([
  { name: '204', given: answer(204), gives: { kind: 'accepted' } },
  { name: '413', given: answer(413), gives: { kind: 'too-large' } },
  {
    name: '400 that names lines',
    given: answer(
      400,
      JSON.stringify({ detail: 'partial write', errors: [{ line: 2, reason: 'missing fields' }, { line: 'x' }] }),
    ),
    gives: { kind: 'refused', reason: 'partial write', lines: [{ line: 2, reason: 'missing fields' }] },
  },
  {
    name: '400 of somebody else',
    given: answer(400, '<html>'),
    gives: { kind: 'refused', reason: 'HTTP 400: <html>', lines: [] },
  },
  { name: '401', given: answer(401), gives: { kind: 'later', auth: true } },
  { name: '404', given: answer(404), gives: { kind: 'later', auth: false } },
  {
    name: '503 with a delay',
    given: answer(503, '', { 'retry-after': '7' }),
    gives: { kind: 'later', retryAfterMs: 7_000 },
  },
  {
    name: '503 with a date',
    given: answer(503, '', { 'retry-after': 'Sun, 22 Nov 2026 20:00:00 GMT' }),
    gives: { kind: 'later' },
  },
])('$name', ({ given, gives }) => expect(verdictOf(given)).toMatchObject(gives))

test('nothing but a 400 condemns data', () => {
  for (let status = 300; status < 600; status++) {
    if (status === 400) continue
    expect(['later', 'too-large']).toContain(verdictOf(answer(status)).kind)
  }
})
