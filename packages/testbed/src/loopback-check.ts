import type { SecretRef } from '@vonggac/model'
import { type Config, checkKinds } from '@vonggac/model/inventory'

type Check = Config['services'][number]['checks'][number]
type Options = Readonly<Record<string, unknown>>

/** How a check is moved to this machine. */
export interface MovedCheck {
  /** Where the password of every account of the testbed can be read. */
  readonly secret: SecretRef
  /** The authority that the testbed's certificates come from (PEM); checks that look at certificates trust it. */
  readonly caFile?: string | undefined
  readonly addressOf: (address: string) => string
  readonly portOf: (port: number) => number
  readonly isMoved: (address: string) => boolean
}

/** Ports on which TLS begins at once (RFC 8314): once moved, the number no longer says so. */
const IMPLICIT_TLS: readonly unknown[] = [465, 993, 995]
const MAIL_KINDS: readonly string[] = ['smtp', 'imap', 'pop3']
const WITH_CERTIFICATES: readonly string[] = ['http', 'journey', 'tls', 'smtp', 'imap', 'pop3', 'mail_flow']
const URL_KEYS: readonly string[] = ['url', 'base']

/**
 * A check of a service on this machine: addresses, ports, secrets and the authority that is trusted. It keeps its name, which ports
 * may stand in. One of something elsewhere stays as it is. Pure.
 */
export function onLoopbackCheck(check: Check, move: MovedCheck): Check {
  if (!speaksOfMoved(check, move)) return check
  const { kind } = check
  const moved = movedOptions(check, kind, move)
  return {
    ...moved,
    kind,
    id: check.id ?? checkKinds[kind].nameOf?.(check) ?? kind,
    ...(kind === 'http' && typeof check.connectTo === 'string' && { connectPort: portOfUrl(check, move) }),
    ...(move.caFile !== undefined && WITH_CERTIFICATES.includes(kind) && { caFile: move.caFile }),
  }
}

/** Whether an address that is moved stands anywhere in it. */
function speaksOfMoved(value: unknown, move: MovedCheck): boolean {
  if (typeof value === 'string') return move.isMoved(value) || move.isMoved(URL.parse(value)?.hostname ?? '')
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((each) => speaksOfMoved(each, move))
}

/** `kind`: of the dialogue that these options are for. */
function movedOptions(options: Options, kind: string, move: MovedCheck): Options {
  const entries = Object.entries(options).map(([key, value]): [string, unknown] => {
    if (URL_KEYS.includes(key) && typeof value === 'string') return [key, movedUrl(value, move)]
    if ((key === 'port' || key === 'connectPort') && typeof value === 'number') return [key, move.portOf(value)]
    if (MAIL_KINDS.includes(key)) return [key, movedOptions(value as Options, key, move)]
    return [key, movedValue(value, move)]
  })
  const needsTls = MAIL_KINDS.includes(kind) && options.tls === undefined
  return {
    ...Object.fromEntries(entries),
    ...(needsTls && { tls: IMPLICIT_TLS.includes(options.port) ? 'implicit' : 'starttls' }),
  }
}

function movedValue(value: unknown, move: MovedCheck): unknown {
  if (typeof value === 'string') return move.isMoved(value) ? move.addressOf(value) : value
  if (Array.isArray(value)) return value.map((each) => movedValue(each, move))
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return move.secret
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, movedValue(each, move)]))
}

/** `{env: NAME}` or `{file: /path}`. */
function isSecret(value: object): boolean {
  const [[key, text] = [], more] = Object.entries(value)
  return more === undefined && (key === 'env' || key === 'file') && typeof text === 'string'
}

function movedUrl(text: string, move: MovedCheck): string {
  const url = URL.parse(text)
  if (!url || !move.isMoved(url.hostname)) return text
  const port = String(move.portOf(Number(url.port || (url.protocol === 'https:' ? 443 : 80))))
  url.hostname = move.addressOf(url.hostname)
  url.port = port
  // A slash that nobody wrote would stand twice before a path.
  return /^\w+:\/\/[^/]+$/.test(text) ? url.href.replace(/\/$/, '') : url.href
}

function portOfUrl({ url: text, connectPort }: Options, move: MovedCheck): number {
  const url = URL.parse(String(text))
  return move.portOf(Number(connectPort ?? (url?.port || (url?.protocol === 'http:' ? 80 : 443))))
}
