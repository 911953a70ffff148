import { ProbeFailure } from '@vonggac/model'
import { authorization, type Challenge, type Credentials, challengeOf, unanswerable } from './digest.ts'
import { token } from './identity.ts'
import type { HeaderLine, SipResponse } from './message.ts'

/** What somebody asks who sends a request again with credentials. */
interface Asking {
  readonly method: string
  readonly uri: string
}

/**
 * Answers challenges of one conversation. A password is sent once to each of those who ask, and once more only where the
 * nonce was too old: whoever refuses it then refuses the password, and trying on would lock the account.
 */
export interface Authenticator {
  /**
   * Takes a 401 or 407 and says whether the request is to be sent again. Throws `ProbeFailure('auth')` when the password was
   * refused, or the challenge cannot be answered.
   */
  challenged(response: SipResponse): void
  /** The request with our credentials was let in: a new nonce after that is no refusal. */
  accepted(): void
  /** Header lines that prove who we are, for the next request. */
  headersFor(asking: Asking): HeaderLine[]
  /** How many challenges were answered. */
  readonly challenges: number
}

/** Challenges answered in a conversation at most: two who ask, each with a nonce too old, at its beginning and at its end. */
const MAX_CHALLENGES = 8

export function createAuthenticator(credentials: Credentials | undefined, who: string): Authenticator {
  const known = new Map<string, { challenge: Challenge; count: number; renewed: boolean; proven: boolean }>()
  let challenges = 0
  const refused = (): never => {
    throw new ProbeFailure('auth', `${who} refused user ${credentials!.user}'s password`)
  }
  return {
    challenged(response) {
      if (!credentials)
        throw new ProbeFailure('auth', `${who} asks for a password (${response.status}), and none is configured`)
      const challenge = challengeOf(response)
      if (!challenge) throw new ProbeFailure('auth', `${who} cannot be answered: ${unanswerable(response)}`)
      const key = `${challenge.proxy} ${challenge.realm}`
      const before = known.get(key)
      const isTried = before !== undefined && before.count > 0
      if (isTried && !before.proven && (!challenge.stale || before.renewed)) refused()
      if (++challenges > MAX_CHALLENGES) refused()
      // After it was let in the next request starts anew; otherwise one nonce may be too old, and no more.
      known.set(key, { challenge, count: 0, renewed: isTried && !before.proven, proven: false })
    },
    accepted() {
      for (const entry of known.values()) entry.proven = true
    },
    headersFor({ method, uri }) {
      if (!credentials) return []
      return [...known.values()].map((entry) => {
        entry.count++
        return authorization(entry.challenge, credentials, { method, uri, count: entry.count, cnonce: token() })
      })
    },
    get challenges() {
      return challenges
    },
  }
}
