import { expect, test } from 'vitest'
import { addToken, bearerOf, listTokens, revokeToken } from './credentials.ts'
import { openState } from './state.ts'

test('a token is revoked however many were made after it', async () => {
  await using state = await openState(':memory:')
  const token = { role: 'viewer', createdBy: null, expiresAt: null } as const
  const first = await addToken(state, { name: 'first', ...token }, { by: 'test', at: 0 })
  for (let at = 1; at <= 1_000; at++) await addToken(state, { name: `${at}`, ...token }, { by: 'test', at })
  expect((await listTokens(state)).some(({ id }) => id === first.id)).toBe(false)
  expect(await revokeToken(state, { id: first.id, owner: 'somebody', by: 'test', at: 2_000 })).toBe(false)
  expect(await revokeToken(state, { id: first.id, by: 'test', at: 2_000 })).toBe(true)
  expect(await bearerOf(state, 2_000, first.key)).toBeUndefined()
  expect(await revokeToken(state, { id: first.id, by: 'test', at: 2_001 })).toBe(false)
})
