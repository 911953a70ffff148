import { probeOnce } from '@vonggac/agent'
import { type Check, ConfigError, parseDuration, silentLog, statuses, systemClock } from '@vonggac/model'
import { checkKinds, didYouMean, type ProbeKind, type TypedTarget, withHttpProfile } from '@vonggac/model/inventory'
import { certificateOptions, certificateOptionsOf } from '../certificate-options.ts'
import { certificateText } from '../certificate-text.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { credentialOf, credentialOptions, credentialSecret } from '../credential-options.ts'
import { httpText } from '../http-text.ts'
import { journeyText } from '../journey-text.ts'
import { httpProfilesFor, profileIdOf, profilesFor } from '../profiles.ts'
import { resultJson, resultText } from '../result-text.ts'
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
    ...credentialOptions,
    ...certificateOptions,
    profile: {
      type: 'string',
      value: 'ID|FILE',
      help: 'snmp: read the device by this profile, or by the one in this file; chosen by sysObjectID when not given. http: ask the endpoint as this HTTP profile says',
    },
    mode: { type: 'string', value: 'MODE', help: 'h323: call or ras; stun: binding or turn' },
    alias: { type: 'string', value: 'WHO', help: 'h323: who is called, or who the gatekeeper is asked for' },
    set: {
      type: 'string',
      multiple: true,
      value: 'OPTION=VALUE',
      help: 'any other option of the probe, as `config checks --json` shows them; imap.port=143 for one inside another',
    },
  },
  notes: 'Exit code: 0 ok, 1 warn, 2 fail or wrong usage, 3 unknown (this machine cannot tell).',
  async run(call) {
    const check = checkOf(call)
    const profiles = check.kind === 'snmp' ? profilesFor(optional(call, 'profile')) : undefined
    const deps = { clock: systemClock, log: silentLog, secret: credentialSecret, profiles }
    const result = await probeOnce(check, deps, call.signal)
    call.io.out(
      call.values.json
        ? `${JSON.stringify({ ...resultJson(result), check: undefined })}\n`
        : (texts[result.check.kind] ?? resultText)(result, call.io),
    )
    return statuses.indexOf(result.status)
  },
}

/** Kinds whose results are told in a way of their own. */
const texts: Readonly<Record<string, typeof resultText>> = {
  http: httpText,
  journey: journeyText,
  stamp: stampText,
  certificate: certificateText,
}

/** Patience with a probe that takes no time of its own, ms. */
const TIMEOUT_MS = 10_000

function checkOf(call: Call): Check {
  const [name, text = '', ...more] = call.positionals
  if (!name || !Object.hasOwn(checkKinds, name)) {
    throw new UsageError(`there is no probe \`${name ?? ''}\`; there are ${Object.keys(checkKinds).join(', ')}`)
  }
  const { typed, config: schema, targetOf, leastTimeoutMs } = checkKinds[name as ProbeKind]
  if (!text && typed && !typed.startsWith('['))
    throw new UsageError(`probe ${name} needs a target: probe ${name} ${typed}`)
  if (more.length > 0 || (text && !typed))
    throw new UsageError(`probe ${name} does not take \`${more[0] ?? text}\` as well (see \`vonggac probe --help\`)`)
  const givenMs = call.values.timeout === undefined ? undefined : parseDuration(String(call.values.timeout))
  if (call.values.timeout !== undefined && !givenMs)
    throw new UsageError(`--timeout ${call.values.timeout}: expected a duration such as 5s`)
  const parsed = schema.safeParse(optionsOf(name as ProbeKind, text, call))
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues
        .map((issue) =>
          issue.code === 'unrecognized_keys'
            ? issue.keys.map((key) => noSuchOption(name as ProbeKind, [...issue.path, key])).join('; ')
            : `${issue.path.join('.') || name}: ${issue.message}`,
        )
        .join('; '),
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

/** What is meant is looked for among the options of the kind only: those within another option are its own affair. */
function noSuchOption(kind: ProbeKind, path: readonly PropertyKey[]): string {
  const key = path.join('.')
  if (path.length > 1) return `${kind} has no option \`${key}\``
  const known = Object.keys(checkKinds[kind].config.shape)
  return `${kind} has no option \`${key}\`${didYouMean(key, known) || `; it has ${known.join(', ')}`}`
}

function optionsOf(kind: ProbeKind, text: string, call: Call): Record<string, unknown> {
  const target = typedTarget(text)
  const credential =
    'credential' in checkKinds[kind].config.shape ? { credential: credentialOf(call, target.port ?? 161) } : {}
  const profile = kind === 'snmp' || kind === 'http' ? profileOf(call) : {}
  const options = { ...checkKinds[kind].fromTyped(target), ...credential, ...profile, ...certificateOptionsOf(call) }
  const all = withSetOptions(options, kind, call)
  return kind === 'http' ? withHttpProfile(all, httpProfilesFor(optional(call, 'profile'))) : all
}

/** `host`, `host:port`, `[v6]:port` or a bare IPv6 address. */
function typedTarget(text: string): TypedTarget {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text)
  if (match) return { text, host: match[1] ?? match[2]!, port: Number(match[3]) }
  return { text, host: text.replace(/^\[(.+)\]$/, '$1'), port: undefined }
}

/** Options that are typed so often that they have a switch of their own. */
const NAMED = ['mode', 'alias'] as const

/** The options with those of `--set`; `--set imap.port=143` sets one inside another. */
function withSetOptions(options: Record<string, unknown>, kind: ProbeKind, call: Call): Record<string, unknown> {
  const named = NAMED.flatMap((name) => (call.values[name] === undefined ? [] : [`${name}=${call.values[name]}`]))
  return [...named, ...((call.values.set ?? []) as string[])].reduce((all, text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`--set ${text}: expected OPTION=VALUE`)
    const [option, value] = [text.slice(0, at), text.slice(at + 1)]
    // What the option takes as it stands is meant so: `--set send=1` is a text.
    const taken = checkKinds[kind].config.shape as Readonly<Record<string, Parameterised>>
    return withOption(all, option.split('.'), meant(value, taken[option]))
  }, options)
}

function withOption(options: unknown, [key, ...inside]: readonly string[], value: unknown): Record<string, unknown> {
  const known = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>
  return { ...known, [key!]: inside.length === 0 ? value : withOption(known[key!], inside, value) }
}

/** A text where the option takes one, what the text says as JSON, or a list of what stands between commas. */
function meant(text: string, option: Parameterised | undefined): unknown {
  if (option?.safeParse(text).success) return text
  const value = literal(text)
  if (!option || typeof value === 'object' || option.safeParse(value).success) return value
  const list = text.split(',').map((part) => part.trim())
  return option.safeParse(list).success ? list : value
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
