import { listenForTrapsOnly } from '@vonggac/agent'
import { jsonLog, jsonPoint, systemClock } from '@vonggac/model'
import { aborted } from '../aborted.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { readSecret } from '../secret.ts'

/** `vonggac traps listen`: prints the traps that arrive, for setting devices up. Keeps and sends nothing. */
export const traps: Command = {
  name: 'traps',
  summary: 'Print the SNMP traps and informs that arrive here, decoded.',
  usage: ['traps listen [--port PORT]'],
  options: {
    port: { type: 'string', value: 'PORT', default: '1162', help: 'UDP port to listen on, at every address' },
    user: { type: 'string', value: 'NAME', help: 'v3: user whose traps and informs are taken' },
    'auth-protocol': { type: 'string', value: 'P', help: 'v3: md5, sha, sha224, sha256, sha384 or sha512' },
    'auth-key': { type: 'string', value: 'ENV', help: 'v3: environment variable that holds the authentication key' },
    'priv-protocol': { type: 'string', value: 'P', help: 'v3: aes, aes256b, aes256r or des' },
    'priv-key': { type: 'string', value: 'ENV', help: 'v3: environment variable that holds the privacy key' },
    json: { type: 'boolean', help: 'print one JSON object a trap' },
  },
  notes: 'Every community of v1 and v2c is taken. Ctrl-C ends it. docs/traps.md says how devices are set up.',
  async run(call) {
    const [action, ...more] = call.positionals
    if (action !== 'listen' || more.length > 0)
      throw new UsageError('traps knows `traps listen` (see `vonggac traps --help`)')
    const { io } = call
    const log = jsonLog(io.err, systemClock.now)
    await using receiver = await listenForTrapsOnly(
      { listen: `0.0.0.0:${portOf(call)}`, users: usersOf(call) },
      { clock: systemClock, log, secret: readSecret },
      (point, text) => io.out(`${call.values.json ? JSON.stringify(jsonPoint(point)) : text}\n`),
    )
    io.err(`Listening on ${receiver.address} (UDP). Ctrl-C ends it.\n`)
    await aborted(call.signal)
    return 0
  },
}

function portOf(call: Call): number {
  const port = Number(call.values.port)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`--port ${call.values.port}: expected a port from 1 to 65535`)
}

const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  auth: ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'],
  priv: ['des', 'aes', 'aes256b', 'aes256r'],
}

function usersOf(call: Call) {
  const user = optional(call, 'user')
  const auth = keyOf(call, 'auth')
  const priv = keyOf(call, 'priv')
  if (!user && (auth || priv)) throw new UsageError('keys are of SNMP v3, which needs --user')
  if (priv && !auth)
    throw new UsageError('--priv-protocol needs --auth-protocol: privacy without authentication is none')
  return user ? [{ user, ...(auth && { auth }), ...(priv && { priv }) }] : []
}

function keyOf(call: Call, part: 'auth' | 'priv') {
  const protocol = optional(call, `${part}-protocol`)
  const env = optional(call, `${part}-key`)
  if (!protocol !== !env) throw new UsageError(`--${part}-protocol and --${part}-key go together`)
  if (!protocol || !env) return undefined
  if (!PROTOCOLS[part]!.includes(protocol))
    throw new UsageError(`--${part}-protocol ${protocol}: expected ${PROTOCOLS[part]!.join(', ')}`)
  return { protocol, key: { env } }
}
