import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { incidentCauses, incidentWork } from './incident-migration.ts'
import { paging } from './paging-migration.ts'
import { people } from './people-migration.ts'

/** Every change of the state database, in order of name. A published one is never edited: add the next. */
export const migrations: Record<string, Migration> = {
  '0001-first': { up: first },
  '0002-services': { up: services },
  '0003-readiness': { up: readiness },
  '0004-paging': { up: paging },
  '0005-incidents': { up: incidentWork },
  '0006-maintenance': { up: quietTimes },
  '0007-self-watch': { up: selfWatch },
  '0009-heartbeat': { up: heartbeat },
  '0010-attribution': { up: incidentCauses },
  '0011-people': { up: people },
  '0012-notices': { up: notices },
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
async function first(db: Kysely<any>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('agents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('enrolled_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await schema
    .createTable('credentials')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await incidents(db)
  await schema
    .createTable('memory')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('position', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createTable('outgoing')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('line', 'text', (c) => c.notNull())
    .execute()
  await records(db)
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
async function services({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable('service_changes')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('cause_vi', 'text', (c) => c.notNull())
    .addColumn('cause_en', 'text', (c) => c.notNull())
    .addColumn('incident', 'text')
    .addColumn('checks', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('service_changes_by_time').on('service_changes').columns(['service', 'at']).execute()
}

async function incidents({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('incidents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('cause', 'text', (c) => c.notNull())
    .addColumn('severity', 'text', (c) => c.notNull())
    .addColumn('title_vi', 'text', (c) => c.notNull())
    .addColumn('title_en', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('resolved_at', 'bigint')
    .addColumn('acked_at', 'bigint')
    .addColumn('acked_by', 'text')
    .addColumn('members', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('incidents_by_time').on('incidents').columns(['opened_at']).execute()
  await schema
    .createTable('timeline')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('incident', 'text', (c) => c.notNull().references('incidents.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('by', 'text')
    .execute()
  await schema.createIndex('timeline_by_incident').on('timeline').columns(['incident', 'id']).execute()
  await schema
    .createTable('outbox')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('incident', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('due_at', 'bigint')
    .addColumn('delivered_at', 'bigint')
    .addColumn('error', 'text')
    .addUniqueConstraint('outbox_once', ['key', 'channel'])
    .execute()
  await schema.createIndex('outbox_by_due').on('outbox').columns(['due_at']).execute()
}

async function records({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('rejected')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('record', 'bigint', (c) => c.notNull())
    .addColumn('agent', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('line', 'text', (c) => c.notNull())
    .execute()
  await schema
    .createTable('audit')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    .execute()
}

async function readiness({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('meetings')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('title_vi', 'text', (c) => c.notNull())
    .addColumn('title_en', 'text', (c) => c.notNull())
    .addColumn('start_at', 'bigint', (c) => c.notNull())
    .addColumn('end_at', 'bigint', (c) => c.notNull())
    .addColumn('sites', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('cancelled_at', 'bigint')
    .execute()
  await schema
    .createTable('preflights')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('meeting', 'text')
    .addColumn('lead_ms', 'bigint')
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('verdict', 'text')
    .addColumn('document', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('preflights_by_meeting').on('preflights').columns(['meeting', 'started_at']).execute()
  await schema
    .createTable('readiness_told')
    .addColumn('meeting', 'text', (c) => c.primaryKey())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('told', 'text', (c) => c.notNull())
    .execute()
}

async function quietTimes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('quiet_times')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('title_vi', 'text', (c) => c.notNull())
    .addColumn('title_en', 'text', (c) => c.notNull())
    .addColumn('match', 'text', (c) => c.notNull())
    .addColumn('from_at', 'bigint', (c) => c.notNull())
    .addColumn('to_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('comment', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('quiet_times_by_end').on('quiet_times').columns(['kind', 'to_at']).execute()
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
async function heartbeat({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable('channel_outcomes')
    .addColumn('channel', 'text', (c) => c.primaryKey())
    .addColumn('delivered_at', 'bigint')
    .addColumn('failed_at', 'bigint')
    .addColumn('error', 'text')
    .execute()
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
async function selfWatch({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable('oncall_overrides')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('rota', 'text', (c) => c.notNull())
    .addColumn('person', 'text', (c) => c.notNull())
    .addColumn('from_at', 'bigint', (c) => c.notNull())
    .addColumn('to_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('comment', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('oncall_overrides_by_end').on('oncall_overrides').columns(['to_at']).execute()
  await schema
    .createTable('self_faults')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('severity', 'text', (c) => c.notNull())
    .addColumn('title_vi', 'text', (c) => c.notNull())
    .addColumn('title_en', 'text', (c) => c.notNull())
    .addColumn('told', 'text', (c) => c.notNull())
    .execute()
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the database before and after, neither is `Tables`
async function notices({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable('notices')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('title_vi', 'text', (c) => c.notNull())
    .addColumn('title_en', 'text', (c) => c.notNull())
    .addColumn('text_vi', 'text', (c) => c.notNull())
    .addColumn('text_en', 'text', (c) => c.notNull())
    .addColumn('services', 'text', (c) => c.notNull())
    .addColumn('from_at', 'bigint', (c) => c.notNull())
    .addColumn('to_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('notices_by_end').on('notices').columns(['to_at']).execute()
}
