import type { Kysely } from 'kysely'

/** For whom a message is, when nothing more will come of it, what came of it, and the links that acknowledge. */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
export async function paging(db: Kysely<any>): Promise<void> {
  const { schema } = db
  await schema.alterTable('outbox').addColumn('recipient', 'text').execute()
  await schema.alterTable('outbox').addColumn('settled_at', 'bigint').execute()
  await db
    .updateTable('outbox')
    .set((eb) => ({ settled_at: eb.fn.coalesce('delivered_at', eb.lit(0)) }))
    .where('due_at', 'is', null)
    .execute()
  await schema
    .createTable('outcomes')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('result', 'text', (c) => c.notNull())
    .execute()
  await schema
    .createTable('used_links')
    .addColumn('seal', 'text', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .execute()
  await schema
    .createTable('signing_keys')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('key', 'text', (c) => c.notNull())
    .execute()
}
