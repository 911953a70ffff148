import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CheckExplanation } from '../api-explanation-types.ts'
import { json, openAsked, operator } from '../testing/ask.ts'

let at: Awaited<ReturnType<typeof openAsked>>
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

const ask = (check: string) => at.ask(`/api/v1/checks/${encodeURIComponent(check)}/explain`, { headers: operator })

test('a check is explained with how it is now, and with the silences that people have entered', async () => {
  const answer = await ask('tam-ky/rt1/icmp@hub')
  expect(answer.status).toBe(200)
  const before = (await answer.json()) as CheckExplanation
  expect(before).toMatchObject({
    check: { id: 'tam-ky/rt1/icmp@hub', node: 'tam-ky/rt1', agent: 'hub' },
    rule: { match: null, need: 1 },
    way: [{ node: 'tam-ky/rt1', through: ['tam-ky/vnpt'] }, { node: 'tam-ky/vnpt', through: ['dc'] }, { node: 'dc' }],
    silences: [],
    now: { status: 'unknown', incident: null },
  })
  const to = Date.now() + 3_600_000
  const silence = { match: ['tam-ky/rt1'], to, by: 'an', comment: 'being replaced' }
  expect((await at.ask('/api/v1/silences', json(operator, silence))).status).toBe(200)
  const after = (await (await ask('tam-ky/rt1/icmp@hub')).json()) as CheckExplanation
  expect(after.silences).toMatchObject([{ to, match: ['tam-ky/rt1'] }])
})

test.for(['tam-ky/rt2/icmp@hub', 'tam-ky', '..', "'; drop table incidents; --"])(
  'there is no check %s',
  async (check) => {
    const answer = await ask(check)
    expect(answer.status).toBe(404)
  },
)

test('nobody without a token is told', async () => {
  const answer = await at.ask(`/api/v1/checks/${encodeURIComponent('tam-ky/rt1/icmp@hub')}/explain`)
  expect(answer.status).toBe(401)
})
