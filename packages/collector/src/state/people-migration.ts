import { type Kysely, sql } from 'kysely'

/** People with passwords, their sessions, and what tokens have to say of themselves beside their name. */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
export async function people(db: Kysely<any>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('users')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('password', 'text', (c) => c.notNull())
    .addColumn('must_change', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('disabled_at', 'bigint')
    .execute()
  await schema
    .createTable('sessions')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('user', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('last_seen', 'bigint', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('browser', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('sessions_by_user').on('sessions').columns(['user', 'last_seen']).execute()
  await schema.alterTable('credentials').addColumn('id', 'text').execute()
  await schema.alterTable('credentials').addColumn('created_by', 'text').execute()
  await schema.alterTable('credentials').addColumn('expires_at', 'bigint').execute()
  await schema.alterTable('credentials').addColumn('last_used_at', 'bigint').execute()
  await db.updateTable('credentials').set({ id: sql`substr(hash, 1, 16)` }).execute()
  await schema.createIndex('credentials_by_id').on('credentials').columns(['id']).execute()
}
