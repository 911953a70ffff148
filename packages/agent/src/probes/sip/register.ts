import { type Clock, ProbeFailure } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import { type Authenticator, createAuthenticator } from '../../sip/authenticated.ts'
import type { Flow } from '../../sip/flow.ts'
import { listed, nameAddressOf, secondsOf, sipUriOf } from '../../sip/header-value.ts'
import { type Identity, newIdentity, newRequest, sipAddress } from '../../sip/identity.ts'
import { headerOf, type SipResponse } from '../../sip/message.ts'
import { silence } from '../../sip/silence.ts'
import { type Trace, transact } from '../../sip/transaction.ts'
import { statusText } from './verdict.ts'

/** A binding that is to be taken away at once still ends by itself after this long, s: in case we cannot. */
const SHORT_S = 60
/** Time for taking the binding away, whatever happened before, ms. */
const CLOSING_MS = 2_000

export interface RegisterDeps {
  readonly flow: Flow
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly trace: Trace
  readonly password: string
}

/** What came of registering. */
export interface Registration {
  /** From the first REGISTER to the last answer, credentials included, ms. */
  readonly elapsedMs: number
  readonly challenges: number
  /** How long the registrar would keep the binding, s. */
  readonly expiresS: number | undefined
  /** Addresses that the user is reached at, ours among them. */
  readonly bindings: number
  /** Why our binding could not be taken away again. */
  readonly left: string | undefined
}

type RegisterConfig = NonNullable<SipConfig['register']>

/**
 * Registers, and takes the binding away again unless `bindingMs` says to keep it. Throws `ProbeFailure`, with `auth` where the
 * registrar refuses the user. Takes `CLOSING_MS` beyond the signal at most.
 */
export async function register(
  { host, domain = host }: SipConfig,
  { user, authUser = user, bindingMs }: RegisterConfig,
  deps: RegisterDeps,
): Promise<Registration> {
  const { flow, clock, trace, signal } = deps
  const address = sipAddress(user, domain)
  const identity = newIdentity(flow, address, address, user)
  const authenticator = createAuthenticator({ user: authUser, password: deps.password }, 'the registrar')
  const client = createClient(identity, sipAddress(undefined, domain), { ...deps, authenticator })
  const startMs = clock.monotonic()
  const granted = await client.ask(bindingMs === undefined ? SHORT_S : Math.round(bindingMs / 1_000), signal)
  const elapsedMs = clock.monotonic() - startMs
  const registration = { elapsedMs, challenges: authenticator.challenges, ...bindingsIn(granted, identity) }
  if (bindingMs !== undefined) return { ...registration, left: undefined }
  trace.garbage = undefined
  const closing = new AbortController()
  const cancel = clock.after(CLOSING_MS, () => closing.abort(new ProbeFailure('timeout', 'no answer')))
  try {
    await client.ask(0, closing.signal)
    return { ...registration, left: undefined }
  } catch (error) {
    signal.throwIfAborted()
    return { ...registration, left: (error as Error).message }
  } finally {
    cancel()
  }
}

/** Puts REGISTERs, each with credentials where they are asked for. */
function createClient(identity: Identity, uri: string, deps: RegisterDeps & { readonly authenticator: Authenticator }) {
  const { flow, clock, trace, authenticator } = deps
  let cseq = 0
  const ask = async (expiresS: number, signal: AbortSignal, isSecond = false): Promise<SipResponse> => {
    for (;;) {
      const headers = [['Expires', `${expiresS}`] as const, ...authenticator.headersFor({ method: 'REGISTER', uri })]
      const request = newRequest(identity, { method: 'REGISTER', uri, cseq: ++cseq, headers })
      const { response } = await transact(request, { flow, clock, signal, trace })
      if (!response) {
        const { error, detail } = silence(trace, flow.transport)
        throw new ProbeFailure(error, `REGISTER: ${detail}`)
      }
      if (response.status === 401 || response.status === 407) {
        authenticator.challenged(response)
        continue
      }
      authenticator.accepted()
      const least = secondsOf(headerOf(response, 'min-expires'))
      // Interval Too Brief (section 10.2.8): the registrar says what it takes, and is asked once more.
      if (response.status === 423 && least !== undefined && expiresS > 0 && !isSecond) return ask(least, signal, true)
      if (response.status < 300) return response
      throw refusal(response, identity.from)
    }
  }
  return { ask }
}

function refusal(response: SipResponse, who: string): ProbeFailure {
  const said = statusText(response)
  const { status } = response
  if (status === 403) return new ProbeFailure('auth', `the registrar does not let ${who} register: ${said}`)
  if (status === 404 || status === 604) return new ProbeFailure('auth', `the registrar does not know ${who}: ${said}`)
  if (status === 503) {
    const retry = secondsOf(headerOf(response, 'retry-after'))
    const later = retry === undefined ? '' : `; it asks to be left alone for ${retry} s (Retry-After)`
    return new ProbeFailure('down', `REGISTER: ${said}${later}`)
  }
  return new ProbeFailure('mismatch', `REGISTER: ${said}`)
}

function bindingsIn(response: SipResponse, { flow, from }: Identity) {
  const contacts = listed(response.headers.get('contact')).flatMap((value) => nameAddressOf(value) ?? [])
  const user = sipUriOf(from)?.user
  const ours = contacts.find(({ uri }) => {
    const at = sipUriOf(uri)
    return at?.user === user && at?.host === flow.local.address && at?.port === flow.local.port
  })
  const expiresS = secondsOf(ours?.params.get('expires')) ?? secondsOf(headerOf(response, 'expires'))
  return { expiresS, bindings: contacts.length }
}
