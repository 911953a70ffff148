import type { Role } from '../people/role.ts'

/** Who may come in. Times are Unix epoch milliseconds. */
export interface PeopleTables {
  users: UserRow
  sessions: SessionRow
  credentials: CredentialRow
}

export interface UserRow {
  /** What somebody signs in with; the audit log has it. */
  id: string
  /** What timelines have. */
  name: string
  role: Role
  /** As `people/password.ts` writes it. */
  password: string
  /** 1: somebody else chose the password; nothing goes before another one is set. */
  must_change: 0 | 1
  created_at: number
  created_by: string
  disabled_at: number | null
}

export interface SessionRow {
  /** SHA-256 of what the cookie holds, in hex. */
  hash: string
  user: string
  created_at: number
  /** Whatever happens until then. */
  expires_at: number
  last_seen: number
  address: string
  /** What the browser says it is. */
  browser: string
}

/** A key or token: only its SHA-256, in hex. */
export interface CredentialRow {
  hash: string
  /** What one calls it by in the API: the beginning of the hash, which tells nobody the key. */
  id: string
  role: Role | 'agent'
  /** The agent's id, or the token's name. */
  subject: string
  created_at: number
  /** The user whose token it is; `null`: nobody's. */
  created_by: string | null
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}
