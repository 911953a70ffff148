import { z } from '@hono/zod-openapi'
import type { AuditEntry, SessionDocument, SessionStatus, TokenStatus, UserStatus } from '../api-people-types.ts'
import { roles } from './role.ts'

const time = z.int().describe('Unix epoch milliseconds')
/** As the API's description has it. */
export const role = z.enum(roles).describe('viewer: looks. operator: handles. admin: lets others in as well')

export const sessionSchema = z
  .object({
    user: z
      .object({
        id: z.string(),
        name: z.string(),
        role,
        kind: z.enum(['session', 'token']),
        must_change: z.boolean().describe('Nothing else goes before another password is set'),
      })
      .nullable(),
    loopback: z.boolean().describe('From this machine, which is trusted: no need to sign in'),
    unclaimed: z.boolean().describe('There is no admin yet: `vonggac users add` makes one'),
  })
  .openapi('Session') satisfies z.ZodType<SessionDocument>

export const sessionsSchema = z.object({
  sessions: z
    .array(
      z
        .object({
          id: z.string(),
          created_at: time,
          expires_at: time,
          last_seen: time,
          address: z.string(),
          browser: z.string(),
          current: z.boolean(),
        })
        .openapi('OwnSession') satisfies z.ZodType<SessionStatus>,
    )
    .readonly(),
})

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    must_change: z.boolean(),
    created_at: time,
    disabled_at: time.nullable(),
    last_seen: time.nullable(),
  })
  .openapi('User') satisfies z.ZodType<UserStatus>

/** A user, and the password that was made for him. */
export const addedSchema = z.object({
  user: userSchema,
  password: z.string().nullable().describe('The one that was made here, told once; null: it was given'),
})

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    created_by: z.string().nullable().describe('The user whose it is; null: made on the command line'),
    created_at: time,
    expires_at: time.nullable(),
    last_used_at: time.nullable().describe('To the minute'),
  })
  .openapi('Token') satisfies z.ZodType<TokenStatus>

export const auditSchema = z
  .object({
    id: z.int(),
    at: time,
    who: z.string().describe('A user’s id, `token:` and its name, `command line`, …'),
    what: z.string(),
    target: z.string(),
    detail: z.string(),
  })
  .openapi('AuditEntry') satisfies z.ZodType<AuditEntry>
