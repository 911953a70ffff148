import { chooseProfile, runOnce } from '@vonggac/agent'
import { type Check, ConfigError, type Profile, type Result, silentLog, systemClock } from '@vonggac/model'
import { checkKinds, loadProfiles } from '@vonggac/model/inventory'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { credentialOf, credentialOptions, credentialSecret } from '../credential-options.ts'
import { addressesOf } from '../discovery/addresses.ts'
import { type Found, proposalYaml, propose } from '../discovery/proposal.ts'
import { loadOrExplain } from '../load.ts'

/** `vonggac snmp`: what can be found out about a network by SNMP before anything is configured. */
export const snmp: Command = {
  name: 'snmp',
  summary: 'Find devices that answer SNMP and propose inventory entries for them.',
  usage: ['snmp discover CIDR|HOST [--community ENV | --user …] [--config DIR]'],
  options: {
    ...credentialOptions,
    port: { type: 'string', value: 'PORT', default: '161', help: 'UDP port of the devices' },
    config: { type: 'string', value: 'DIR', help: 'leave out what this configuration has already; use its profiles' },
    credential: {
      type: 'string',
      value: 'ID',
      default: 'wan-v2',
      help: 'the id of the credential that is written into the entries',
    },
    json: { type: 'boolean', help: 'print one JSON object a device' },
  },
  notes: 'Prints YAML for the `devices:` of a site. Exit code: 0 something was found, 1 nothing answered.',
  async run(call) {
    const [action, range, ...more] = call.positionals
    if (action !== 'discover' || range === undefined || more.length > 0)
      throw new UsageError('snmp knows `snmp discover CIDR|HOST` (see `vonggac snmp --help`)')
    const dir = optional(call, 'config')
    const known = dir === undefined ? [] : loadOrExplain(dir).sites.flatMap(({ devices }) => devices)
    const { profiles } = loadProfiles(dir)
    const addresses = addressesOf(range)
    const results = await ask(addresses, call)
    const found = results.flatMap((result) => foundIn(result, profiles))
    return print(found, known, { call, range, asked: addresses.length })
  },
}

/** Patience with an address where most likely nobody is, ms; asked once again. */
const REQUEST_TIMEOUT_MS = 700

/** Asks every address for its system group; those that answered, in the order of the addresses. */
async function ask(addresses: readonly string[], call: Call): Promise<Result[]> {
  const port = Number(call.values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`--port ${call.values.port}: expected a port from 1 to 65535`)
  const checks = addresses.map((address) => checkOf(address, credentialOf(call, port)))
  const answered = new Map<string, Result>()
  let done = 0
  const { io } = call
  await runOnce(
    { agent: 'here', site: '', checks },
    { clock: systemClock, log: silentLog, secret: credentialSecret },
    call.signal,
    (result) => {
      done++
      if (result.error === 'local') throw new ConfigError(result.detail)
      if (result.points.length > 0) answered.set(result.check.id, result)
      if (io.tty) io.err(`\r${done} of ${addresses.length} asked, ${answered.size} answered`)
    },
  )
  if (io.tty) io.err('\n')
  return checks.flatMap(({ id }) => answered.get(id) ?? [])
}

function checkOf(address: string, credential: Record<string, unknown>): Check {
  const { config: schema } = checkKinds.snmp
  const asked = { address, credential, interfaces: false, requestTimeoutMs: REQUEST_TIMEOUT_MS, retries: 1 }
  const parsed = schema.safeParse(asked)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(({ message }) => message).join('; '))
  const timeoutMs = 6 * REQUEST_TIMEOUT_MS
  return {
    ...{ id: address, kind: 'snmp', target: address, vantage: 'here', node: '', tags: {} },
    ...{ intervalMs: timeoutMs, timeoutMs, config: parsed.data },
  }
}

function foundIn({ check, points }: Result, profiles: readonly Profile[]): Found[] {
  const fields = points.find(({ measurement }) => measurement === 'snmp')?.fields
  if (!fields) return []
  const word = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
  const identity = { sysObjectID: word('sysObjectID'), sysDescr: word('sysDescr') }
  const id = chooseProfile(profiles, identity)?.profile.id
  return [{ address: check.target, sysName: word('sysName'), ...identity, profile: id === 'generic' ? undefined : id }]
}

function print(
  found: readonly Found[],
  known: readonly { readonly address: string; readonly id: string }[],
  { call: { io, values }, range, asked }: { call: Call; range: string; asked: number },
): number {
  if (found.length === 0) {
    io.err(
      `nothing at ${range} answered SNMP (${asked} asked): is the community or user right, may this machine ask them, is a firewall between?\n`,
    )
    return 1
  }
  const fresh = found.filter(({ address }) => !known.some((device) => device.address === address))
  const proposals = propose(
    fresh,
    known.map(({ id }) => id),
  )
  if (values.json) for (const proposal of proposals) io.out(`${JSON.stringify(proposal)}\n`)
  else {
    const already = found.length - fresh.length
    const rest = already > 0 ? `, ${already} of them in the configuration already` : ''
    io.out(`# ${found.length} of ${asked} addresses answered${rest}. For the devices: of a site; look at the roles.\n`)
    io.out(proposalYaml(proposals, String(values.credential)))
  }
  return 0
}
