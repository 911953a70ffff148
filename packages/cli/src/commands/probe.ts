import { probeOnce } from '@vonggac/agent'
import { type Check, ConfigError, ProbeFailure, parseDuration, silentLog, statuses, systemClock } from '@vonggac/model'
import { checkKinds, type ProbeKind, type TypedTarget } from '@vonggac/model/inventory'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { profileIdOf, profilesFor } from '../profiles.ts'
import { resultJson, resultText } from '../result-text.ts'
import { readSecret } from '../secret.ts'
import { stampText } from '../stamp-text.ts'

/** `vonggac probe`: one probe against one target, with the exit codes of monitoring plugins. */
export const probe: Command = {
  name: 'probe',
  summary: 'Run one probe once and print what it measured.',
  usage: Object.entries(checkKinds).map(([name, { typed }]) => `probe ${name} ${typed}`.trimEnd()),
  options: {
    timeout: {
      type: 'string',
      value: 'TIME',
      help: 'give up after this long; 10s unless the probe itself takes longer',
    },
    json: { type: 'boolean', help: 'print one JSON object' },
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
    profile: {
      type: 'string',
      value: 'ID|FILE',
      help: 'snmp: read the device by this profile, or by the one in this file; chosen by sysObjectID when not given',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'OPTION=VALUE',
      help: 'any other option of the probe, as `config checks --json` shows them',
    },
  },
  notes: 'Exit code: 0 ok, 1 warn, 2 fail or wrong usage, 3 unknown (this machine cannot tell).',
  async run(call) {
    const check = checkOf(call)
    const profiles = check.kind === 'snmp' ? profilesFor(optional(call, 'profile')) : undefined
    const deps = { clock: systemClock, log: silentLog, secret: secretOf, profiles }
    const result = await probeOnce(check, deps, call.signal)
    call.io.out(
      call.values.json
        ? `${JSON.stringify({ ...resultJson(result), check: undefined })}\n`
        : (result.check.kind === 'stamp' ? stampText : resultText)(result, call.io),
    )
    return statuses.indexOf(result.status)
  },
}

/** Patience with a probe that takes no time of its own, ms. */
const TIMEOUT_MS = 10_000

/** SNMP's customary community, so that a first look needs no environment variable. */
const PUBLIC = { env: 'VONGGAC_PROBE_COMMUNITY' } as const
const secretOf = (ref: Parameters<typeof readSecret>[0]) => {
  if ('env' in ref && ref.env === PUBLIC.env && process.env[ref.env] === undefined) return 'public'
  try {
    return readSecret(ref)
  } catch (error) {
    throw new ProbeFailure('local', (error as Error).message)
  }
}

function checkOf(call: Call): Check {
  const [name, text = '', ...more] = call.positionals
  if (!name || !Object.hasOwn(checkKinds, name)) {
    throw new UsageError(`there is no probe \`${name ?? ''}\`; there are ${Object.keys(checkKinds).join(', ')}`)
  }
  const { typed, config: schema, targetOf, leastTimeoutMs } = checkKinds[name as ProbeKind]
  if (!text && typed) throw new UsageError(`probe ${name} needs a target: probe ${name} ${typed}`)
  if (more.length > 0 || (text && !typed))
    throw new UsageError(`probe ${name} does not take \`${more[0] ?? text}\` as well (see \`vonggac probe --help\`)`)
  const givenMs = call.values.timeout === undefined ? undefined : parseDuration(String(call.values.timeout))
  if (call.values.timeout !== undefined && !givenMs)
    throw new UsageError(`--timeout ${call.values.timeout}: expected a duration such as 5s`)
  const parsed = schema.safeParse(optionsOf(name as ProbeKind, text, call))
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || name}: ${message}`).join('; '),
    )
  const timeoutMs = givenMs ?? Math.max(TIMEOUT_MS, leastTimeoutMs?.(parsed.data) ?? 0)
  return {
    id: `${name}@here`,
    kind: name,
    target: targetOf(parsed.data),
    vantage: 'here',
    node: '',
    intervalMs: timeoutMs,
    timeoutMs,
    tags: { site: '' },
    config: parsed.data,
  }
}

function optionsOf(kind: ProbeKind, text: string, call: Call): Record<string, unknown> {
  const target = typedTarget(text)
  const credential = kind === 'snmp' ? { credential: credentialOf(call, target.port ?? 161), ...profileOf(call) } : {}
  return { ...checkKinds[kind].fromTyped(target), ...credential, ...setOptions(kind, call) }
}

const ONLY_WITH_USER = ['auth-protocol', 'auth-key', 'priv-protocol', 'priv-key', 'context']

function credentialOf(call: Call, port: number) {
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

/** `host`, `host:port`, `[v6]:port` or a bare IPv6 address. */
function typedTarget(text: string): TypedTarget {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text)
  if (match) return { text, host: match[1] ?? match[2]!, port: Number(match[3]) }
  return { text, host: text.replace(/^\[(.+)\]$/, '$1'), port: undefined }
}

function setOptions(kind: ProbeKind, call: Call): Record<string, unknown> {
  const entries = ((call.values.set ?? []) as string[]).map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`--set ${text}: expected OPTION=VALUE`)
    const [option, value] = [text.slice(0, at), text.slice(at + 1)]
    // What the option takes as it stands is meant so: `--set send=1` is a text.
    const taken = checkKinds[kind].config.shape as Readonly<Record<string, Parameterised>>
    return [option, taken[option]?.safeParse(value).success ? value : literal(value)]
  })
  return Object.fromEntries(entries)
}

/** An option's schema, as far as it matters here. */
interface Parameterised {
  safeParse(value: unknown): { readonly success: boolean }
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const profileOf = (call: Call) => {
  const profile = optional(call, 'profile')
  return profile === undefined ? {} : { profile: profileIdOf(profile) }
}
