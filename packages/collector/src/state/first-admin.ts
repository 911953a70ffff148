import { DatabaseSync } from 'node:sqlite'

/**
 * Whether the state database in a file has somebody who can sign in and let others in; it is read and not changed, so that
 * one of an older version stays as it is. Throws when it cannot be read.
 */
export function hasAdmin(file: string): boolean {
  using db = new DatabaseSync(file, { readOnly: true })
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'users'").get()
  if (known === undefined) return false
  return db.prepare("SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL LIMIT 1").get() !== undefined
}
