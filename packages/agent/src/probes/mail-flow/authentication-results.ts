import { headersOf, type MailHeader, withoutComments } from './mail-headers.ts'

/** The results that RFC 8601 knows; anything else is not repeated. */
const RESULTS = [
  'none',
  'pass',
  'fail',
  'softfail',
  'policy',
  'neutral',
  'temperror',
  'permerror',
  'hardfail',
  'discard',
]

export type AuthenticationMethod = 'spf' | 'dkim' | 'dmarc'

/** What the receiver found about the sender. A method that it does not mention is left out. */
export type AuthenticationResults = Partial<Record<AuthenticationMethod, string>>

/**
 * What the receiving server found (RFC 8601). Only the fields of the server that wrote the topmost one count: those below came
 * with the message and may say anything. Several signatures: one that passes is enough.
 */
export function authenticationResults(headers: readonly MailHeader[]): AuthenticationResults {
  const [first, ...others] = headersOf(headers, 'authentication-results').map(withoutComments)
  if (first === undefined) return {}
  const own = [first, ...others.filter((value) => serverOf(value) === serverOf(first))]
  const found: AuthenticationResults = {}
  for (const part of own.flatMap((value) => value.split(';').slice(1))) {
    const match = /^\s*(spf|dkim|dmarc)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(part)
    const method = match?.[1]?.toLowerCase() as AuthenticationMethod | undefined
    const result = match?.[2]?.toLowerCase() ?? ''
    if (!method || !RESULTS.includes(result)) continue
    if (found[method] === undefined || result === 'pass') found[method] = result
  }
  return found
}

const serverOf = (value: string): string => value.split(';')[0]!.trim().split(/\s/)[0]!.toLowerCase()
