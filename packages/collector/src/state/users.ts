import type { Role } from '../people/role.ts'
import { type By, writeAudit } from './audit.ts'
import type { UserRow } from './people-tables.ts'
import type { State } from './tables.ts'

/** A person as others may see him. Times are Unix ms. */
export interface User {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly must_change: boolean
  readonly created_at: number
  readonly disabled_at: number | null
  /** When a request of his last came in by a session that still is. */
  readonly last_seen: number | null
}

/** Who does it, and when. */
interface Doing {
  readonly by: By
  readonly at: number
}

/** Why a change was not made. `last-admin`: nobody would be left who may undo it. */
export type Refusal = 'unknown' | 'exists' | 'last-admin'

/** All, in order of their ids. There are as many as an admin typed in. */
export async function listUsers(state: State): Promise<User[]> {
  const rows = await state
    .selectFrom('users')
    .leftJoin('sessions', 'sessions.user', 'users.id')
    .select(['users.id', 'name', 'role', 'must_change', 'users.created_at', 'disabled_at'])
    .select((eb) => eb.fn.max('last_seen').as('last_seen'))
    .groupBy('users.id')
    .orderBy('users.id')
    .execute()
  return rows.map((row) => ({ ...row, must_change: row.must_change === 1 }))
}

/** What signing in compares with. */
export const userRow = (state: State, id: string): Promise<UserRow | undefined> =>
  state.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()

/** Whether somebody can sign in and let others in. */
export async function anyAdmin(state: State): Promise<boolean> {
  return (await adminsBut(state, undefined)) > 0
}

/** Enters somebody; `password` is its hash. */
export async function addUser(
  state: State,
  user: Pick<UserRow, 'id' | 'name' | 'role' | 'password'> & { readonly mustChange: boolean },
  { by, at }: Doing,
): Promise<Refusal | undefined> {
  const { mustChange, ...row } = user
  return state.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('users')
      .values({
        ...row,
        must_change: mustChange ? 1 : 0,
        created_at: at,
        created_by: typeof by === 'string' ? by : by.account,
        disabled_at: null,
      })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) return 'exists'
    await writeAudit(trx, { at, by, what: 'user added', target: user.id, detail: `${user.role}: ${user.name}` })
    return undefined
  })
}

/** What may be changed of a user; what is left out stays. */
export interface UserChange {
  readonly name?: string | undefined
  readonly role?: Role | undefined
  readonly disabled?: boolean | undefined
}

/** Changes a user. Who is disabled is signed out. */
export async function changeUser(
  state: State,
  id: string,
  { name, role, disabled }: UserChange,
  { by, at }: Doing,
): Promise<Refusal | undefined> {
  return state.transaction().execute(async (trx) => {
    const row = await userRow(trx, id)
    if (!row) return 'unknown'
    const losesAdmin = (role !== undefined && role !== 'admin') || disabled === true
    if (losesAdmin && isAdmin(row) && (await adminsBut(trx, id)) === 0) return 'last-admin'
    const said: string[] = []
    if (name !== undefined && name !== row.name) {
      await trx.updateTable('users').set({ name }).where('id', '=', id).execute()
      said.push(`name: ${row.name} → ${name}`)
    }
    if (role !== undefined && role !== row.role) {
      await trx.updateTable('users').set({ role }).where('id', '=', id).execute()
      said.push(`role: ${row.role} → ${role}`)
    }
    if (disabled !== undefined && disabled !== (row.disabled_at !== null)) {
      await trx
        .updateTable('users')
        .set({ disabled_at: disabled ? at : null })
        .where('id', '=', id)
        .execute()
      if (disabled) await trx.deleteFrom('sessions').where('user', '=', id).execute()
      said.push(disabled ? 'disabled' : 'enabled')
    }
    if (said.length > 0) await writeAudit(trx, { at, by, what: 'user changed', target: id, detail: said.join('; ') })
    return undefined
  })
}

/** Sets a password (its hash) and ends the user's sessions, but for one. `was`: only while the password is still this one. */
export async function setPassword(
  state: State,
  id: string,
  {
    password,
    mustChange,
    keep = '',
    was,
  }: { readonly password: string; readonly mustChange: boolean; readonly keep?: string; readonly was?: string },
  { by, at }: Doing,
): Promise<Refusal | undefined> {
  return state.transaction().execute(async (trx) => {
    const row = await userRow(trx, id)
    if (!row || (was !== undefined && row.password !== was)) return 'unknown'
    await trx
      .updateTable('users')
      .set({ password, must_change: mustChange ? 1 : 0 })
      .where('id', '=', id)
      .execute()
    await trx.deleteFrom('sessions').where('user', '=', id).where('hash', '<>', keep).execute()
    await writeAudit(trx, { at, by, what: mustChange ? 'password reset' : 'password changed', target: id })
    return undefined
  })
}

/** Removes somebody; his sessions and tokens end with him. What he did stays told. */
export async function removeUser(state: State, id: string, { by, at }: Doing): Promise<Refusal | undefined> {
  return state.transaction().execute(async (trx) => {
    const row = await userRow(trx, id)
    if (!row) return 'unknown'
    if (isAdmin(row) && (await adminsBut(trx, id)) === 0) return 'last-admin'
    await trx
      .updateTable('credentials')
      .set({ revoked_at: at })
      .where('created_by', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
    await trx.deleteFrom('users').where('id', '=', id).execute()
    await writeAudit(trx, { at, by, what: 'user removed', target: id, detail: row.name })
    return undefined
  })
}

const isAdmin = ({ role, disabled_at }: UserRow) => role === 'admin' && disabled_at === null

async function adminsBut(state: State, id: string | undefined): Promise<number> {
  const { count } = await state
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('id', '<>', id ?? '')
    .executeTakeFirstOrThrow()
  return Number(count)
}
