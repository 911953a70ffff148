import { timingSafeEqual } from 'node:crypto'
import { type Clock, ConfigError } from '@vonggac/model'
import { lesser, type Role } from '../people/role.ts'
import { type By, writeAudit } from './audit.ts'
import { hashOf, KEY_PREFIX, newSecret } from './secret-key.ts'
import type { State } from './tables.ts'

/** Who a key speaks for. */
export interface Bearer {
  readonly role: Role | 'agent'
  /** The agent's id, or the token's name. */
  readonly subject: string
  /** The user whose token it is; `null`: nobody's. */
  readonly owner: string | null
}

/** The one who works on the state database itself. */
const COMMAND_LINE = 'command line'
/** How exactly it is known when a key was last used, ms: agents use theirs every second. */
const USE_STEP_MS = 60_000
const ID_LENGTH = 16

/**
 * Enrols an agent, or gives an enrolled one a new key: keys that it had before stop working. The key is returned here
 * and nowhere else; only its hash is kept. Works beside a running collector. Throws a `ConfigError` for an unusable id.
 */
export async function addAgent(state: State, clock: Clock, id: string): Promise<string> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new ConfigError(`"${id}" is no agent id: use lower-case letters, digits and hyphens`)
  }
  const now = clock.now()
  return state.transaction().execute(async (trx) => {
    await trx
      .insertInto('agents')
      .values({ id, enrolled_at: now, revoked_at: null })
      .onConflict((c) => c.column('id').doUpdateSet({ enrolled_at: now, revoked_at: null }))
      .execute()
    await revokeKeys(trx, id, now)
    await writeAudit(trx, { at: now, by: COMMAND_LINE, what: 'agent enrolled', target: id })
    return (await issue(trx, { role: 'agent', subject: id, createdBy: null, expiresAt: null }, now)).key
  })
}

/** Ends an agent's access from the next request on. Returns whether there was such an agent. */
export async function revokeAgent(state: State, clock: Clock, id: string): Promise<boolean> {
  const now = clock.now()
  return state.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('agents')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow()
    await revokeKeys(trx, id, now)
    if (numUpdatedRows > 0n) await writeAudit(trx, { at: now, by: COMMAND_LINE, what: 'agent revoked', target: id })
    return numUpdatedRows > 0n
  })
}

/** A token as somebody asks for it. */
export interface NewToken {
  readonly name: string
  readonly role: Role
  /** The user whose it is: it may never do more than that user may; `null`: nobody's. */
  readonly createdBy: string | null
  /** Unix ms; `null`: until it is revoked. */
  readonly expiresAt: number | null
}

/** Makes an API token for people and programs. The key is returned here and nowhere else. */
export async function addToken(
  state: State,
  { name, role, ...token }: NewToken,
  { by, at }: { readonly by: By; readonly at: number },
): Promise<{ readonly id: string; readonly key: string }> {
  return state.transaction().execute(async (trx) => {
    const issued = await issue(trx, { role, subject: name, ...token }, at)
    await writeAudit(trx, { at, by, what: `${role} token issued`, target: name, detail: issued.id })
    return issued
  })
}

/** A token that may read everything and handle incidents, made on the command line. Shown once. */
export async function addOperatorToken(state: State, clock: Clock, name: string): Promise<string> {
  const token = { name, role: 'operator', createdBy: null, expiresAt: null } as const
  return (await addToken(state, token, { by: COMMAND_LINE, at: clock.now() })).key
}

/** Who a key belongs to at a moment; `undefined` for an unknown, revoked or expired one, or one of a user who may not come in. */
export async function bearerOf(state: State, now: number, key: string): Promise<Bearer | undefined> {
  const hash = hashOf(key)
  const row = await state
    .selectFrom('credentials')
    .leftJoin('users', 'users.id', 'credentials.created_by')
    .select(['hash', 'credentials.role', 'subject', 'credentials.created_by', 'expires_at', 'last_used_at'])
    .select(['users.role as owner_role', 'users.disabled_at'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  // The index compares hashes of what was sent, which tells a guesser nothing; the last word is constant-time all the same.
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined
  if (row.expires_at !== null && row.expires_at <= now) return undefined
  if (row.created_by !== null && (row.owner_role === null || row.disabled_at !== null)) return undefined
  if (Math.abs(now - (row.last_used_at ?? 0)) >= USE_STEP_MS)
    await state.updateTable('credentials').set({ last_used_at: now }).where('hash', '=', hash).execute()
  const role = row.role === 'agent' || row.owner_role === null ? row.role : lesser(row.role, row.owner_role)
  return { role, subject: row.subject, owner: row.created_by }
}

/** A token as it is listed. Times are Unix ms. */
export interface ListedToken {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly created_by: string | null
  readonly created_at: number
  readonly expires_at: number | null
  readonly last_used_at: number | null
}

/** Longest list that one request answers. */
const MAX_LISTED = 1_000

/** Tokens that are not revoked, newest first; those that are over are still told. Of one user, or all. */
export async function listTokens(state: State, owner?: string): Promise<ListedToken[]> {
  let query = state
    .selectFrom('credentials')
    .select(['id', 'subject as name', 'role', 'created_by', 'created_at', 'expires_at', 'last_used_at'])
    .where('role', '<>', 'agent')
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(MAX_LISTED)
  if (owner !== undefined) query = query.where('created_by', '=', owner)
  return (await query.execute()) as ListedToken[]
}

/** Ends a token from the next request on. Returns whether there was such a one (of this owner, where one is named). */
export async function revokeToken(
  state: State,
  {
    id,
    owner,
    by,
    at,
  }: { readonly id: string; readonly owner?: string | undefined; readonly by: By; readonly at: number },
): Promise<boolean> {
  return state.transaction().execute(async (trx) => {
    let query = trx
      .selectFrom('credentials')
      .select(['hash', 'subject as name'])
      .where('id', '=', id)
      .where('role', '<>', 'agent')
      .where('revoked_at', 'is', null)
    if (owner !== undefined) query = query.where('created_by', '=', owner)
    const found = await query.executeTakeFirst()
    if (!found) return false
    await trx.updateTable('credentials').set({ revoked_at: at }).where('hash', '=', found.hash).execute()
    await writeAudit(trx, { at, by, what: 'token revoked', target: found.name, detail: id })
    return true
  })
}

interface NewCredential {
  readonly role: Bearer['role']
  readonly subject: string
  readonly createdBy: string | null
  readonly expiresAt: number | null
}

async function issue(state: State, { role, subject, createdBy, expiresAt }: NewCredential, now: number) {
  const key = KEY_PREFIX + newSecret()
  const hash = hashOf(key)
  const id = hash.slice(0, ID_LENGTH)
  const times = { created_at: now, expires_at: expiresAt, last_used_at: null, revoked_at: null }
  await state
    .insertInto('credentials')
    .values({ hash, id, role, subject, created_by: createdBy, ...times })
    .execute()
  return { id, key }
}

const revokeKeys = (state: State, agent: string, now: number) =>
  state
    .updateTable('credentials')
    .set({ revoked_at: now })
    .where('role', '=', 'agent')
    .where('subject', '=', agent)
    .where('revoked_at', 'is', null)
    .execute()
