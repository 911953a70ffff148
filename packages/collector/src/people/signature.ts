import { z } from '@hono/zod-openapi'
import type { Who } from '../auth.ts'
import { HttpProblem } from '../problem.ts'
import type { By } from '../state/audit.ts'

/** The name that a body claims. Only `signed` makes somebody of it: a route that forgets to ask does not compile. */
interface Claimed {
  readonly claimed: string | undefined
}

/** Who does it, as every body says it that changes something. */
export const by = z
  .string()
  .trim()
  .min(1)
  .regex(/\S/)
  .max(100)
  .optional()
  .describe(
    'Who does it. Whoever is signed in needs not say, and is believed before this; a token may name for whom it acts',
  )
  .transform((claimed): Claimed => ({ claimed }))

/**
 * A body with who really does it: the user of a session whatever is claimed; the holder of a token under the name that he
 * gives, or the token's. The audit log has the account in any case.
 */
export const signed = <Body extends { readonly by: Claimed }>(who: Who, body: Body): Omit<Body, 'by'> & { by: By } => ({
  ...body,
  by: signatureOf(who, body.by.claimed),
})

/** The same for what has no body that could claim anything. */
export function signatureOf({ kind, subject, name }: Who, claimed?: string): By {
  if (kind === 'session') return { name, account: subject }
  const account = kind === 'token' ? `token:${subject}` : subject
  const shown = claimed ?? (kind === 'token' ? subject : undefined)
  if (shown === undefined) throw new HttpProblem(400, 'by: say who does it: nobody is signed in')
  return { name: shown, account: shown === subject ? account : `${account} (${shown})` }
}

/** Who changes users, tokens and the like: nobody's word counts for that. */
export const accountOf = ({ kind, subject, name }: Who): By =>
  kind === 'token' ? { name, account: `token:${subject}` } : kind === 'session' ? { name, account: subject } : subject
