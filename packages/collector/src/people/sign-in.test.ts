import { silentLog, systemClock } from '@vonggac/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionsOf } from '../state/sessions.ts'
import { openState } from '../state/state.ts'
import type { State } from '../state/tables.ts'
import { addUser, changeUser, removeUser, setPassword, userRow } from '../state/users.ts'
import { createSignIn } from './sign-in.ts'

/** What an admin does while a password is being compared, which takes a while, and longer when others wait. */

const admin = { by: 'root', at: 0 }
const origin = { address: '10.1.1.1', browser: '' }
const lan = { user: 'lan', password: 'right' }
let state: State
beforeEach(async () => {
  state = await openState(':memory:')
  for (const [id, role] of [
    ['root', 'admin'],
    ['lan', 'operator'],
  ] as const)
    await addUser(state, { id, name: id, role, password: 'hash of right', mustChange: false }, admin)
})
afterEach(() => state.destroy())

/** Passwords are right at once, and `meanwhile` happens before that is known. */
const signIn = (meanwhile: () => Promise<unknown> = async () => {}) =>
  createSignIn({
    state,
    clock: systemClock,
    log: silentLog,
    passwords: {
      hash: async (password) => `hash of ${password}`,
      async matches(password, kept) {
        await meanwhile()
        return kept === `hash of ${password}`
      },
    },
  })
const reset = () => setPassword(state, 'lan', { password: 'hash of another', mustChange: true }, admin)

test.for([
  ['gets another password', reset],
  ['is kept out', () => changeUser(state, 'lan', { disabled: true }, admin)],
  ['is removed', () => removeUser(state, 'lan', admin)],
] as const)('who %s while signing in does not come in', async ([, meanwhile]) => {
  await expect(signIn(meanwhile).begin(lan, origin)).rejects.toMatchObject({ status: 401 })
  expect(await sessionsOf(state, 'lan', systemClock.now())).toEqual([])
})

test('a password that is reset while its owner changes it stays reset', async () => {
  await signIn().begin(lan, origin)
  const [session] = await sessionsOf(state, 'lan', systemClock.now())
  const who = { session: session!.hash, id: 'lan', name: 'lan', role: 'operator', mustChange: false } as const
  const change = { password: 'right', new_password: 'one of my own' }
  await expect(signIn(reset).changePassword(who, change, origin.address)).rejects.toMatchObject({ status: 400 })
  expect(await userRow(state, 'lan')).toMatchObject({ password: 'hash of another', must_change: 1 })
  await setPassword(state, 'lan', { password: 'hash of right', mustChange: false }, admin)
  await signIn().changePassword(who, change, origin.address)
  expect(await userRow(state, 'lan')).toMatchObject({ password: 'hash of one of my own', must_change: 0 })
})
