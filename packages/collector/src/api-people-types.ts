import type { Role } from './people/role.ts'
import type { AuditEntry } from './state/audit.ts'
import type { ListedToken } from './state/credentials.ts'
import type { User } from './state/users.ts'

/** Who may come in, and who did what; see `api-types.ts`. */

export type { AuditEntry, Role }

/** A user as an admin sees him. */
export type UserStatus = User

/** An API token; the key itself is told once, when it is made. */
export type TokenStatus = ListedToken

/** Who asks. */
export interface SessionDocument {
  /** `null`: nobody is signed in, and no token was sent. */
  readonly user: {
    /** The user's id, or the token's name. */
    readonly id: string
    readonly name: string
    readonly role: Role
    /** A token names nobody: forms still ask who it is. */
    readonly kind: 'session' | 'token'
    /** Somebody else chose the password: nothing else goes before another one is set. */
    readonly must_change: boolean
  } | null
  /** The request comes from this machine, which is trusted: it may do everything without signing in. */
  readonly loopback: boolean
  /** Nobody can sign in as admin yet: the first one is made on the command line. */
  readonly unclaimed: boolean
}

/** One's own session. */
export interface SessionStatus {
  /** The beginning of its hash. */
  readonly id: string
  readonly created_at: number
  readonly expires_at: number
  readonly last_seen: number
  readonly address: string
  readonly browser: string
  /** The one by which this is asked. */
  readonly current: boolean
}
