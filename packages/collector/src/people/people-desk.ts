import type { Clock } from '@vonggac/model'
import { HttpProblem } from '../problem.ts'
import type { By } from '../state/audit.ts'
import { addToken, listTokens, type NewToken, revokeToken } from '../state/credentials.ts'
import type { State } from '../state/tables.ts'
import {
  addUser,
  changeUser,
  listUsers,
  type Refusal,
  removeUser,
  setPassword,
  type User,
  type UserChange,
} from '../state/users.ts'
import { newPassword, type Passwords, weakness } from './password.ts'
import type { Role } from './role.ts'

/**
 * Who may come in, for the API and the command line alike. Rejects with an `HttpProblem`: 400 for what cannot be, 404 for what
 * is not there, 409 for what would leave nobody who may undo it. Everything is in the audit log.
 */
export interface PeopleDesk {
  list(): Promise<User[]>
  /** Without a password one is made. Who is given one by somebody else has to choose another one first. */
  add(user: NewUser, by: By): Promise<Added>
  change(id: string, change: UserChange, by: By): Promise<User>
  /** Gives a user another password, made here when none is given, and ends his sessions. */
  reset(id: string, given: { readonly password?: string | undefined; readonly own?: boolean }, by: By): Promise<Added>
  remove(id: string, by: By): Promise<void>
  tokens(owner?: string): ReturnType<typeof listTokens>
  addToken(token: NewToken, by: By): ReturnType<typeof addToken>
  revokeToken(id: string, by: By, owner?: string): Promise<void>
}

export interface NewUser {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly password?: string | undefined
  /** The password is chosen by the one whose it is, so that it needs no change. */
  readonly own?: boolean
}

export interface Added {
  readonly user: User
  /** The one that was made here: shown once, only its hash is kept. */
  readonly password: string | null
}

/** What somebody signs in with: one spelling, nothing that looks like something else. */
export const USER_ID = /^[a-z0-9][a-z0-9._-]{0,62}$/
/** Longest name, characters. */
export const MAX_NAME = 80
/** A name on one line: no control, format, private or unassigned characters, not even those that turn text around. */
export const PLAIN_TEXT = /^[^\p{C}\p{Zl}\p{Zp}]+$/u

export function createPeopleDesk({
  state,
  clock,
  passwords,
}: {
  readonly state: State
  readonly clock: Clock
  readonly passwords: Passwords
}): PeopleDesk {
  const known = async (id: string): Promise<User> => {
    const user = (await listUsers(state)).find((one) => one.id === id)
    if (!user) throw refusal('unknown', id)
    return user
  }
  const doing = (by: By) => ({ by, at: clock.now() })
  return {
    list: () => listUsers(state),
    async add({ id, role, own = false, ...given }, by) {
      const name = plainName(given.name)
      if (!USER_ID.test(id))
        throw new HttpProblem(400, 'id: expected lower-case letters, digits, dots and hyphens, at most 63')
      const password = chosen(given.password, { id, name })
      const row = { id, name, role, password: await passwords.hash(password), mustChange: !own }
      check(await addUser(state, row, doing(by)), id)
      return { user: await known(id), password: given.password === undefined ? password : null }
    },
    async change(id, change, by) {
      const name = change.name === undefined ? undefined : plainName(change.name)
      check(await changeUser(state, id, { ...change, name }, doing(by)), id)
      return known(id)
    },
    async reset(id, { password: given, own = false }, by) {
      const password = chosen(given, await known(id))
      const kept = { password: await passwords.hash(password), mustChange: !own }
      check(await setPassword(state, id, kept, doing(by)), id)
      return { user: await known(id), password: given === undefined ? password : null }
    },
    remove: async (id, by) => check(await removeUser(state, id, doing(by)), id),
    tokens: (owner) => listTokens(state, owner),
    async addToken(token, by) {
      const { at } = doing(by)
      if (token.expiresAt !== null && token.expiresAt <= at)
        throw new HttpProblem(400, 'expires_at: expected a moment that is not over yet')
      return addToken(state, { ...token, name: plainName(token.name) }, { by, at })
    },
    async revokeToken(id, by, owner) {
      if (!(await revokeToken(state, { id, owner, ...doing(by) }))) throw new HttpProblem(404, 'there is no such token')
    },
  }
}

function plainName(given: string): string {
  const name = given.normalize('NFC').trim()
  if (name === '' || [...name].length > MAX_NAME || !PLAIN_TEXT.test(name))
    throw new HttpProblem(400, `name: expected a name on one line, at most ${MAX_NAME} characters`)
  return name
}

function chosen(given: string | undefined, user: { readonly id: string; readonly name: string }): string {
  if (given === undefined) return newPassword()
  const wrong = weakness(given, user)
  if (wrong !== undefined) throw new HttpProblem(400, `password: ${wrong}`)
  return given
}

function check(refused: Refusal | undefined, id: string): void {
  if (refused !== undefined) throw refusal(refused, id)
}

function refusal(why: Refusal, id: string): HttpProblem {
  if (why === 'unknown') return new HttpProblem(404, `there is no user ${JSON.stringify(id)}`)
  if (why === 'exists') return new HttpProblem(409, `id: there is a user ${id} already`)
  return new HttpProblem(409, `${id} is the last admin: make somebody else one first`)
}
