import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Clock, ConfigError } from '@vonggac/model'
import type { State } from './tables.ts'

/** Who a key speaks for. */
export interface Bearer {
  readonly role: 'agent' | 'operator'
  readonly subject: string
}

/** How our own keys begin, so that people and secret scanners recognise them. */
export const KEY_PREFIX = 'vgk_'

/** A key has 256 random bits, so that its SHA-256 needs no salt and no slow hash. */
const newKey = () => KEY_PREFIX + randomBytes(32).toString('base64url')
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')

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
    await revokeKeys(trx, 'agent', id, now)
    await audit(trx, now, 'agent enrolled', id)
    return issue(trx, { role: 'agent', subject: id }, now)
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
    await revokeKeys(trx, 'agent', id, now)
    if (numUpdatedRows > 0n) await audit(trx, now, 'agent revoked', id)
    return numUpdatedRows > 0n
  })
}

/** Makes an API token for people and programs that may read everything and handle incidents. Shown once. */
export async function addOperatorToken(state: State, clock: Clock, name: string): Promise<string> {
  const now = clock.now()
  return state.transaction().execute(async (trx) => {
    await audit(trx, now, 'operator token issued', name)
    return issue(trx, { role: 'operator', subject: name }, now)
  })
}

/** Who a key belongs to; `undefined` for an unknown or revoked one. */
export async function bearerOf(state: State, key: string): Promise<Bearer | undefined> {
  const hash = hashOf(key)
  const row = await state
    .selectFrom('credentials')
    .select(['hash', 'role', 'subject'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  // The index compares hashes of what was sent, which tells a guesser nothing; the last word is constant-time all the same.
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined
  return { role: row.role, subject: row.subject }
}

async function issue(state: State, { role, subject }: Bearer, now: number): Promise<string> {
  const key = newKey()
  await state
    .insertInto('credentials')
    .values({ hash: hashOf(key), role, subject, created_at: now, revoked_at: null })
    .execute()
  return key
}

const revokeKeys = (state: State, role: Bearer['role'], subject: string, now: number) =>
  state
    .updateTable('credentials')
    .set({ revoked_at: now })
    .where('role', '=', role)
    .where('subject', '=', subject)
    .where('revoked_at', 'is', null)
    .execute()

const audit = (state: State, at: number, what: string, target: string) =>
  state.insertInto('audit').values({ at, who: 'command line', what, target, detail: '' }).execute()
