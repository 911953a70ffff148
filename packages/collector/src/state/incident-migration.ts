import { type Kysely, sql } from 'kysely'

/** What people do with incidents, and when these were open: columns and tables of migration 0005. */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
export async function incidentWork(db: Kysely<any>): Promise<void> {
  const { schema } = db
  const text = ['impact', 'assigned_to', 'snoozed_by', 'merged_into', 'held_by']
  for (const name of text) await schema.alterTable('incidents').addColumn(name, 'text').execute()
  for (const name of ['run', 'own_severity', 'root_cause', 'measures', 'prevention', 'search'])
    await schema
      .alterTable('incidents')
      .addColumn(name, 'text', (c) => c.notNull().defaultTo(''))
      .execute()
  await schema.alterTable('incidents').addColumn('snoozed_until', 'bigint').execute()
  await schema
    .alterTable('incidents')
    .addColumn('reopened', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await sql`update incidents set run = id, own_severity = severity, search = lower(title_vi || ' ' || title_en || ' ' || node)`.execute(
    db,
  )
  await schema.createIndex('incidents_by_page').on('incidents').columns(['opened_at', 'id']).execute()
  await schema.createIndex('incidents_by_node').on('incidents').columns(['node', 'resolved_at']).execute()
  await schema.createIndex('incidents_by_parent').on('incidents').columns(['merged_into']).execute()
  await schema.alterTable('timeline').addColumn('data', 'text').execute()
  await schema
    .createTable('incident_runs')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('incident', 'text', (c) => c.notNull().references('incidents.id').onDelete('cascade'))
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('resolved_at', 'bigint')
    .execute()
  await schema.createIndex('incident_runs_by_incident').on('incident_runs').columns(['incident', 'opened_at']).execute()
  await sql`insert into incident_runs select id, id, since, opened_at, resolved_at from incidents`.execute(db)
  await schema
    .createTable('attachments')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('incident', 'text', (c) => c.notNull().references('incidents.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('content_type', 'text', (c) => c.notNull())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('body', 'blob', (c) => c.notNull())
    .execute()
  await schema.createIndex('attachments_by_incident').on('attachments').columns(['incident', 'id']).execute()
}

/** Why an incident happened, as far as that is known: the column of migration 0010. */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
export async function incidentCauses({ schema }: Kysely<any>): Promise<void> {
  await schema.alterTable('incidents').addColumn('attribution', 'text').execute()
}
