import { ProbeFailure } from '@vonggac/model'
import { certificateTroubles, type Trouble } from '../tls/verdict.ts'
import type { Session } from './exchange.ts'

interface SessionRules {
  readonly warnDays: number
  readonly failDays: number
  readonly insecure: boolean
  readonly nowMs: number
  /** Told what is wrong, each thing once. */
  readonly troubles: Trouble[]
}

/**
 * Looks at the certificate of a session before anything is sent. Throws `ProbeFailure('tls')` when the server may be another
 * than it says: nothing is sent to such a one.
 */
export function judgeSession(session: Session, name: string, rules: SessionRules): void {
  const { warnDays, failDays, insecure, nowMs, troubles } = rules
  const certificateRules = { warnDays, failDays, names: [name] }
  const found = certificateTroubles(session.certificate, session.trustError, certificateRules, nowMs)
  troubles.push(...found.filter(({ text }) => !troubles.some((known) => known.text === text)))
  const distrusted = troubles.filter(({ distrust }) => distrust)
  if (distrusted.length > 0 && !insecure) throw new ProbeFailure('tls', distrusted.map(({ text }) => text).join('; '))
}
