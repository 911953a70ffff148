import type { Role } from '../people/role.ts'
import type { UserRow } from './people-tables.ts'
import { hashOf, newSecret } from './secret-key.ts'
import type { State } from './tables.ts'
import { userRow } from './users.ts'

/** Without a request for so long, a session is over, ms: a night. A console that is open asks every minute. */
const IDLE_MS = 12 * 3_600_000
/** Longest session, whatever happens, ms. */
export const SESSION_MS = 7 * 86_400_000
/** How exactly it is known when somebody was last seen, ms. */
const SEEN_STEP_MS = 60_000
/** Sessions of one user at the same time: the one seen longest ago gives way. */
const MAX_SESSIONS = 20

/** Where somebody signed in from. */
export interface Origin {
  readonly address: string
  readonly browser: string
}

/**
 * Begins a session of a user and gives the secret of its cookie. What is over of all sessions is forgotten meanwhile. `undefined`: the user
 * is not as he was looked at any more, for comparing passwords takes a while, in which he may be kept out or given another one.
 */
export async function beginSession(
  state: State,
  { id: user, password }: Pick<UserRow, 'id' | 'password'>,
  at: number,
  origin: Origin,
): Promise<string | undefined> {
  const secret = newSecret()
  return state.transaction().execute(async (trx) => {
    const row = await userRow(trx, user)
    if (row?.password !== password || row.disabled_at !== null) return undefined
    await trx
      .deleteFrom('sessions')
      .where((eb) => eb.or([eb('expires_at', '<=', at), eb('last_seen', '<=', at - IDLE_MS)]))
      .execute()
    const others = await trx
      .selectFrom('sessions')
      .select('hash')
      .where('user', '=', user)
      .orderBy('last_seen', 'desc')
      .execute()
    const beyond = others.slice(MAX_SESSIONS - 1).map(({ hash }) => hash)
    if (beyond.length > 0) await trx.deleteFrom('sessions').where('hash', 'in', beyond).execute()
    const times = { created_at: at, expires_at: at + SESSION_MS, last_seen: at }
    await trx
      .insertInto('sessions')
      .values({ hash: hashOf(secret), user, ...times, ...origin })
      .execute()
    return secret
  })
}

/** Whose session it is. */
export interface SessionUser {
  /** Hash of the session. */
  readonly session: string
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly mustChange: boolean
}

/** Whose session the hash of a secret is, at a moment; `undefined`: nobody's, or it is over. */
export async function sessionUser(state: State, hash: string, now: number): Promise<SessionUser | undefined> {
  const row = await state
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user')
    .select(['hash', 'last_seen', 'users.id', 'name', 'role', 'must_change'])
    .where('hash', '=', hash)
    .where('disabled_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen', '>', now - IDLE_MS)
    .executeTakeFirst()
  if (!row) return undefined
  if (now - row.last_seen >= SEEN_STEP_MS)
    await state.updateTable('sessions').set({ last_seen: now }).where('hash', '=', hash).execute()
  return { session: row.hash, id: row.id, name: row.name, role: row.role, mustChange: row.must_change === 1 }
}

/** Ends one session. */
export async function endSession(state: State, hash: string): Promise<void> {
  await state.deleteFrom('sessions').where('hash', '=', hash).execute()
}

/** Ends every session of a user; how many there were. */
export async function endSessions(state: State, user: string): Promise<number> {
  const { numDeletedRows } = await state.deleteFrom('sessions').where('user', '=', user).executeTakeFirst()
  return Number(numDeletedRows)
}

/** The sessions of a user that are not over, the one seen last first. */
export const sessionsOf = (state: State, user: string, now: number) =>
  state
    .selectFrom('sessions')
    .select(['hash', 'created_at', 'expires_at', 'last_seen', 'address', 'browser'])
    .where('user', '=', user)
    .where('expires_at', '>', now)
    .where('last_seen', '>', now - IDLE_MS)
    .orderBy('last_seen', 'desc')
    .execute()
