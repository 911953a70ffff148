import { ProbeFailure } from '@vonggac/model'
import { type Call, optional, UsageError } from './command.ts'
import { readSecret } from './secret.ts'

/** How to read a device by SNMP, as options of the command line. */
export const credentialOptions = {
  version: { type: 'string', value: 'V', help: 'snmp: 1, 2c or 3; 2c, or 3 with --user, when not given' },
  community: {
    type: 'string',
    value: 'ENV',
    help: 'snmp v1 and v2c: environment variable that holds the community; `public` when not given',
  },
  user: { type: 'string', value: 'NAME', help: 'snmp v3: user' },
  'auth-protocol': { type: 'string', value: 'P', help: 'snmp v3: md5, sha, sha224, sha256, sha384 or sha512' },
  'auth-key': {
    type: 'string',
    value: 'ENV',
    help: 'snmp v3: environment variable that holds the authentication key',
  },
  'priv-protocol': { type: 'string', value: 'P', help: 'snmp v3: aes, aes256b, aes256r or des' },
  context: { type: 'string', value: 'NAME', help: 'snmp v3: context; the empty one when not given' },
  'priv-key': { type: 'string', value: 'ENV', help: 'snmp v3: environment variable that holds the privacy key' },
} as const

/** SNMP's customary community, so that a first look needs no environment variable. */
const PUBLIC = { env: 'VONGGAC_PROBE_COMMUNITY' } as const
/** Reads a secret of a credential. Throws a `ProbeFailure` where it is not there. */
export const credentialSecret = (ref: Parameters<typeof readSecret>[0]) => {
  if ('env' in ref && ref.env === PUBLIC.env && process.env[ref.env] === undefined) return 'public'
  try {
    return readSecret(ref)
  } catch (error) {
    throw new ProbeFailure('local', (error as Error).message)
  }
}

const ONLY_WITH_USER = ['auth-protocol', 'auth-key', 'priv-protocol', 'priv-key', 'context']

/** The credential that the options say. Throws a `UsageError` for what does not go together. */
export function credentialOf(call: Call, port: number) {
  const user = optional(call, 'user')
  const version = optional(call, 'version') ?? (user ? '3' : '2c')
  if (!['1', '2c', '3'].includes(version)) throw new UsageError(`--version ${version}: expected 1, 2c or 3`)
  if (user && version !== '3') throw new UsageError(`--user is of SNMP v3, not of version ${version}`)
  if (!user && version === '3') throw new UsageError('--version 3 needs --user')
  const other = ONLY_WITH_USER.find((name) => call.values[name] !== undefined)
  if (!user && other) throw new UsageError(`--${other} is of SNMP v3, which needs --user`)
  if (!user) return { version, port, community: call.values.community ? { env: optional(call, 'community')! } : PUBLIC }
  const key = (part: string) => {
    const protocol = optional(call, `${part}-protocol`)
    const env = optional(call, `${part}-key`)
    if (!protocol !== !env) throw new UsageError(`--${part}-protocol and --${part}-key go together`)
    return protocol && env ? { [part]: { protocol, key: { env } } } : {}
  }
  const context = optional(call, 'context')
  return { version: '3', port, user, ...(context && { context }), ...key('auth'), ...key('priv') }
}
