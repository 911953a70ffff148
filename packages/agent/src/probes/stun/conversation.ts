import { randomBytes } from 'node:crypto'
import { ProbeFailure } from '@vonggac/model'
import { errorOf } from './attributes.ts'
import type { Channel } from './channel.ts'
import { type IntegrityKey, integrityHolds, longTermKey, withFingerprint, withIntegrity } from './integrity.ts'
import {
  attribute,
  attributeOf,
  encodeMessage,
  ID_BYTES,
  method,
  type StunAttribute,
  type StunMessage,
} from './message.ts'
import { type Answered, type TransactionDeps, transact } from './transaction.ts'

/** Long-term credentials, the secret read. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** Requests to one server, signed as soon as it wants that. */
export interface Conversation {
  /**
   * Asks once, and again where the server wants credentials or has a new nonce. An error response is an answer; one of the
   * credentials is not, and rejects with `ProbeFailure('auth')`. `deps` may differ from call to call.
   */
  request(name: MethodName, attributes: Attributes, deps: TransactionDeps): Promise<Answered>
  /** Whether requests are signed by now. */
  readonly isSigned: boolean
}

export type MethodName = 'binding' | 'allocate' | 'refresh' | 'createPermission'

/** What a request says; some of it depends on the transaction's id. */
export type Attributes = readonly StunAttribute[] | ((id: Buffer) => readonly StunAttribute[])

/** As the standards write the methods. */
const names: Readonly<Record<MethodName, string>> = {
  binding: 'Binding',
  allocate: 'Allocate',
  refresh: 'Refresh',
  createPermission: 'CreatePermission',
}

/** A server may renew its nonce so often within one request before it is no longer taken seriously. */
const MAX_NONCES = 3
/** A nonce that begins so says what the server can do (RFC 8489 section 9.2): 24 bits in base64 behind it. */
const NONCE_COOKIE = 'obMatJos2'
/** The first of those bits: it knows of other digests than MD5. */
const HAS_PASSWORD_ALGORITHMS = 0x800000

/** What the server asked us to sign with. */
interface Login extends IntegrityKey {
  readonly realm: Buffer
  readonly nonce: Buffer
  /** The list to send back, and the algorithm chosen from it. */
  readonly algorithms: readonly StunAttribute[]
}

/** Begins one; nothing is sent yet. */
export function createConversation(channel: Channel, credentials: Credentials | undefined): Conversation {
  let login: Login | undefined
  const ask = (name: MethodName, given: Attributes, deps: TransactionDeps) => {
    const id = randomBytes(ID_BYTES)
    const attributes = typeof given === 'function' ? given(id) : given
    const signed = login && credentials ? [...attributes, ...loginAttributes(login, credentials)] : attributes
    const plain = encodeMessage('request', method[name], id, signed)
    const bytes = withFingerprint(login ? withIntegrity(plain, login) : plain)
    return transact(channel, { bytes, id, method: method[name], name: names[name] }, deps)
  }
  return {
    get isSigned() {
      return login !== undefined
    },
    async request(name, attributes, deps) {
      for (let nonces = 0; ; nonces++) {
        const answered = await ask(name, attributes, deps)
        const { answer } = answered
        const code = answer.class === 'error' ? errorOf(answer)?.code : undefined
        const again = credentials && ((code === 401 && !login) || code === 438)
        if (!again) {
          refuseForgery(answer, login, names[name])
          refuseRejection(code, credentials)
          return answered
        }
        if (nonces === MAX_NONCES)
          throw new ProbeFailure('protocol', `the server finds each nonce of its own stale, ${MAX_NONCES} times over`)
        login = loginOf(answer, credentials, login)
      }
    },
  }
}

const loginAttributes = (login: Login, { user }: Credentials): StunAttribute[] => [
  { type: attribute.username, value: Buffer.from(user.normalize('NFC')) },
  { type: attribute.realm, value: login.realm },
  { type: attribute.nonce, value: login.nonce },
  ...login.algorithms,
]

/** What is to be signed with after a 401 or 438; a 438 need not repeat the realm. */
function loginOf(answer: StunMessage, credentials: Credentials, before: Login | undefined): Login {
  const realm = attributeOf(answer, attribute.realm) ?? before?.realm
  const nonce = attributeOf(answer, attribute.nonce)
  if (!realm || !nonce)
    throw new ProbeFailure('protocol', `the server wants credentials, and sends no ${realm ? 'nonce' : 'realm'}`)
  const chosen = passwordAlgorithm(answer, nonce)
  const key = longTermKey({ ...credentials, realm: realm.toString() }, chosen?.digest ?? 'md5')
  return {
    ...{ realm, nonce, key },
    algorithm: chosen ? 'sha256' : 'sha1',
    algorithms: chosen?.attributes ?? [],
  }
}

/** The first algorithm of the server's list that we know: MD5 is 1, SHA-256 is 2 (section 18.5.1). */
function passwordAlgorithm(answer: StunMessage, nonce: Buffer) {
  const list = attributeOf(answer, attribute.passwordAlgorithms)
  const features = nonce.toString('latin1', 0, NONCE_COOKIE.length + 4)
  if (!list || !features.startsWith(NONCE_COOKIE)) return undefined
  const bits = Buffer.from(features.slice(NONCE_COOKIE.length), 'base64')
  if (bits.length !== 3 || (bits.readUIntBE(0, 3) & HAS_PASSWORD_ALGORITHMS) === 0) return undefined
  for (let at = 0; at + 4 <= list.length; at += 4 + ((list.readUInt16BE(at + 2) + 3) & ~3)) {
    const number = list.readUInt16BE(at)
    if (number !== 1 && number !== 2) continue
    const attributes: StunAttribute[] = [
      { type: attribute.passwordAlgorithms, value: list },
      { type: attribute.passwordAlgorithm, value: Buffer.from([0, number, 0, 0]) },
    ]
    return { digest: number === 1 ? ('md5' as const) : ('sha256' as const), attributes }
  }
  return undefined
}

/** To a signed request only a signed success is believed; an error need not be signed. */
function refuseForgery(answer: StunMessage, login: Login | undefined, name: string) {
  if (!login) return
  const holds = integrityHolds(answer, login)
  if (holds === false)
    throw new ProbeFailure('protocol', `the answer to the ${name} request is not signed with our password`)
  if (holds === undefined && answer.class === 'success')
    throw new ProbeFailure('protocol', `the answer to the ${name} request is not signed, although the request was`)
}

function refuseRejection(code: number | undefined, credentials: Credentials | undefined) {
  if (code === 401 && credentials)
    throw new ProbeFailure('auth', 'the server does not accept our user and password (401)')
  if (code === 401) throw new ProbeFailure('auth', 'the server wants credentials (401), and the check has no `auth`')
  if (code === 441)
    throw new ProbeFailure('auth', 'the server accepts our user, but not for this allocation (441 Wrong Credentials)')
}
