import { ProbeFailure } from '@vonggac/model'

/** The device answered with an SNMP error status (RFC 3416 §3) instead of values. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  /** The 1-based place of the OID that it is about, 0 for none in particular. */
  readonly index: number
  constructor(status: number, index = 0) {
    super(statusText[status] ?? `error status ${status}`)
    this.status = status
    this.index = index
  }
}

/** What a request fails with when it is ended on purpose: by `cancel` or `close`. */
export class Cancelled extends Error {
  override name = 'Cancelled'
}

/** v3: the engine's clock or keys are not the ones that the session remembers; a new session may fare better. */
export class StaleEngine extends ProbeFailure {
  override name = 'StaleEngine'
}

/** Error statuses of RFC 3416 that decide something. */
const NO_ACCESS = 6
const AUTHORIZATION_ERROR = 16
const statusText: Readonly<Record<number, string>> = {
  1: 'the answer would be too big',
  2: 'no such name',
  5: 'general error',
  [NO_ACCESS]: 'no access',
  13: 'resource unavailable',
  [AUTHORIZATION_ERROR]: 'authorization error',
}

/** OpenSSL 3 has put DES away. */
const NO_CIPHER =
  'this Node has no such cipher: DES needs NODE_OPTIONS=--openssl-legacy-provider; better let the device use AES'

/** Codes of net-snmp's ResponseInvalidError. */
const COULD_NOT_DECRYPT = 4
const AUTH_FAILURE = 5
const COMMUNITY_NO_MATCH = 10
const NOT_IN_TIME_WINDOW = 14

/**
 * What an error of net-snmp means. Its own texts never get through: some hold the community or digests of keys.
 * `garbage`: while waiting something came that was no SNMP. A refusal stays a `Refusal`, since it may only mean "ask for less".
 */
export function failureOf(error: Error & { status?: number; code?: number | string }, garbage = false): Error {
  if (error.name === 'RequestTimedOutError') {
    if (garbage) return new ProbeFailure('protocol', 'what answers is not SNMP, or damaged')
    return new ProbeFailure('timeout', 'no answer')
  }
  if (error.name === 'RequestFailedError') return refusalOf(error.status ?? 5)
  if (error.name === 'ResponseInvalidError') return invalidOf(error)
  if (typeof error.code === 'string' && error.code.startsWith('ERR_OSSL')) return new ProbeFailure('local', NO_CIPHER)
  // What sending failed with: the operating system's own error, which the runner knows.
  if (typeof error.code === 'string') return error
  return new ProbeFailure('protocol', `the answer could not be read (${error.name})`)
}

/** An error status as what it means: of the credentials, or a `Refusal` of this request. */
export const refusalOf = (status: number, index = 0): Error =>
  status === AUTHORIZATION_ERROR || status === NO_ACCESS
    ? new ProbeFailure('auth', `the device refuses these credentials: ${statusText[status]}`)
    : new Refusal(status, index)

function invalidOf({ code, message }: { code?: number | string; message: string }): ProbeFailure {
  switch (code) {
    case AUTH_FAILURE:
      if (message.startsWith('Not In Time Window')) return notInTimeWindow()
      return new StaleEngine('auth', `the device refuses these credentials: ${reportText(message)}`)
    case COULD_NOT_DECRYPT:
      return new ProbeFailure('auth', 'the answer could not be decrypted: wrong privacy key or protocol')
    case NOT_IN_TIME_WINDOW:
      return notInTimeWindow()
    case COMMUNITY_NO_MATCH:
      return new ProbeFailure('protocol', 'the answer has another community than the request')
    default:
      return new ProbeFailure('protocol', 'the answer is not a valid SNMP message')
  }
}

/** RFC 3414 §2.2.3. A new session asks the engine for its clock; when this comes all the same, that clock is broken. */
const notInTimeWindow = () =>
  new StaleEngine(
    'auth',
    "notInTimeWindow: the clock of the device's SNMP engine (boots and time) is not the one it told us, even when asked again",
  )

/** The reports of RFC 3414 §3 by what net-snmp calls them; anything else in such a message may hold a digest. */
function reportText(message: string): string {
  const known = [
    'Unsupported Security Level',
    'Unknown User Name',
    'Unknown Engine ID',
    'Wrong Digest',
    'Decryption Error',
  ]
  return (
    known.find((text) => message.toLowerCase().startsWith(text.toLowerCase()))?.toLowerCase() ??
    'wrong authentication key'
  )
}
