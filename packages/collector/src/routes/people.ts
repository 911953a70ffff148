import type { Log } from '@vonggac/model'
import type { Gate } from '../auth.ts'
import { createPasswords } from '../people/password.ts'
import { createPeopleDesk } from '../people/people-desk.ts'
import { createSignIn } from '../people/sign-in.ts'
import { auditRoutes } from './audit.ts'
import { jsonRouter } from './json-route.ts'
import { sessionRoutes } from './session.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'

/** Who may come in, and who did what. */
export function peopleRoutes({ gate, log }: { readonly gate: Gate; readonly log: Log }) {
  const parts = { ...gate, log, passwords: createPasswords() }
  const people = createPeopleDesk(parts)
  return jsonRouter()
    .route('/', sessionRoutes({ gate, signIn: createSignIn(parts) }))
    .route('/', userRoutes({ people }))
    .route('/', tokenRoutes({ people }))
    .route('/', auditRoutes(gate))
}
