import { ConfigError } from '@vonggac/model'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { explain } from '../store/sqlite.ts'
import { migrations } from './migrations.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { State, Tables } from './tables.ts'

/** The state database's file in the collector's data directory. */
export const STATE_FILE = 'state.db'

/**
 * Opens or creates the state database at `path` and brings its tables up to date. The caller owns it (`await using`, or `destroy`).
 * Several processes may have it open. Throws a `ConfigError` naming the path when it cannot be used.
 */
export async function openState(path: string): Promise<State> {
  let db: State | undefined
  try {
    db = new Kysely<Tables>({ dialect: sqliteDialect(path) })
    const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
    if (error) throw error
    return db
  } catch (error) {
    await db?.destroy()
    throw new ConfigError(`${path}: cannot be used as the state database: ${explain(error)}`, {
      cause: error,
    })
  }
}
