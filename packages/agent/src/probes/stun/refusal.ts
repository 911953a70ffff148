import type { ErrorCode } from '@vonggac/model'
import { quoted } from '../quoted.ts'
import type { Failure } from '../target-failure.ts'
import { errorOf, readAddress, readXorAddress, type TransportAddress } from './attributes.ts'
import { attribute, attributeOf, type StunMessage } from './message.ts'

/** What the errors of RFC 8489 section 14.8 and RFC 8656 section 19 are, and what they mean for whoever looks after the server. */
const meanings: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  300: ['mismatch', 'the server sends its clients to another one'],
  400: ['protocol', 'the server could not read the request'],
  401: ['auth', 'the server wants credentials'],
  403: ['mismatch', 'the server forbids it: its rules deny this peer or this user'],
  420: ['protocol', 'the server does not know an attribute of the request'],
  437: ['mismatch', 'the server says that this allocation is not ours, or there already'],
  438: ['auth', 'the server finds its own nonce stale'],
  440: ['mismatch', 'the server has no relay for this family of addresses'],
  441: ['auth', 'the server does not accept these credentials here'],
  442: ['mismatch', 'the server does not relay UDP'],
  443: ['mismatch', 'the peer is of another family of addresses than the relay'],
  486: ['mismatch', 'the user has as many allocations as the server allows: raise its quota, or look who holds them'],
  500: ['down', 'the server reports an error of its own'],
  508: ['down', 'the server has no relay port left: widen its range of ports, or look who holds them'],
}

/** What an error response means. `method`: as the standards write it. */
export function refusalOf(answer: StunMessage, method: string): Failure {
  const error = errorOf(answer)
  if (!error) return { error: 'protocol', detail: `an error response to ${method} without an error code` }
  const { code, reason } = error
  const [kind, text] = meanings[code] ?? ([code >= 500 ? 'down' : 'mismatch', 'the server refuses it'] as const)
  const alternate = code === 300 ? alternateServer(answer) : undefined
  const where = alternate ? `: ${alternate.address}:${alternate.port}; that one is to be checked` : ''
  return { error: kind, detail: `${text}${where} (${method}: ${code} ${quoted(reason)})` }
}

/** Where the server sends its clients (section 14.15): some servers hide the address although it is not to be hidden. */
function alternateServer(answer: StunMessage): TransportAddress | undefined {
  const value = attributeOf(answer, attribute.alternateServer)
  return value && (readAddress(value) ?? readXorAddress(value, answer.id))
}
