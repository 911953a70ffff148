import type { Clock, Log } from '@vonggac/model'
import { HttpProblem } from '../problem.ts'
import { writeAudit } from '../state/audit.ts'
import { beginSession, endSession, endSessions, type Origin, type SessionUser, sessionsOf } from '../state/sessions.ts'
import type { State } from '../state/tables.ts'
import { setPassword, userRow } from '../state/users.ts'
import { createAttemptLimit } from './attempt-limit.ts'
import { type Passwords, weakness } from './password.ts'

/** Coming in and going out. Rejects with an `HttpProblem`. */
export interface SignIn {
  /** Gives the secret of the cookie. The same answer, after the same work, whether the user or the password is wrong. */
  begin(who: { readonly user: string; readonly password: string }, origin: Origin): Promise<string>
  end(session: SessionUser): Promise<void>
  /** Ends every session of the user, this one as well; how many there were. */
  endAll(session: SessionUser): Promise<number>
  list(session: SessionUser): ReturnType<typeof sessionsOf>
  /** Changes one's own password; every other session ends. */
  changePassword(
    session: SessionUser,
    change: { readonly password: string; readonly new_password: string },
    address: string,
  ): Promise<void>
}

interface Parts {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly passwords: Passwords
}

export function createSignIn({ state, clock, log, passwords }: Parts): SignIn {
  const limit = createAttemptLimit(clock)
  /** Counts the attempt; refuses it unjudged when there were too many. */
  const attempt = (user: string, address: string) => {
    const wait = limit.attempt(user, address)
    if (wait === 0) return
    const seconds = Math.ceil(wait / 1_000)
    throw new HttpProblem(429, `too many attempts: wait ${seconds} s`, { headers: { 'Retry-After': String(seconds) } })
  }
  return {
    async begin({ user: typed, password }, origin) {
      const id = typed.trim().toLowerCase()
      attempt(id, origin.address)
      const row = await userRow(state, id)
      const right = await passwords.matches(password, row?.password)
      const at = clock.now()
      const secret = row && right ? await beginSession(state, row, at, origin) : undefined
      if (secret === undefined) {
        // Not what was typed: people type their password into the wrong field.
        log.warn('somebody could not sign in', { address: origin.address, known: row !== undefined })
        throw new HttpProblem(401, 'user or password is wrong')
      }
      limit.succeeded(id, origin.address)
      await writeAudit(state, { at, by: id, what: 'signed in', target: id, detail: origin.address })
      return secret
    },
    async end({ session, id }) {
      await endSession(state, session)
      await writeAudit(state, { at: clock.now(), by: id, what: 'signed out', target: id })
    },
    async endAll({ id }) {
      const count = await endSessions(state, id)
      await writeAudit(state, { at: clock.now(), by: id, what: 'signed out everywhere', target: id })
      return count
    },
    list: ({ id }) => sessionsOf(state, id, clock.now()),
    async changePassword({ session, id, name }, { password, new_password: next }, address) {
      attempt(id, address)
      const row = await userRow(state, id)
      if (!(await passwords.matches(password, row?.password)) || !row) throw notYours()
      limit.succeeded(id, address)
      const wrong = next === password ? 'expected another one than before' : weakness(next, { id, name })
      if (wrong !== undefined) throw new HttpProblem(400, `new_password: ${wrong}`)
      const kept = { password: await passwords.hash(next), mustChange: false, keep: session, was: row.password }
      if ((await setPassword(state, id, kept, { by: id, at: clock.now() })) !== undefined) throw notYours()
    },
  }
}

const notYours = () => new HttpProblem(400, 'password: this is not your password')
