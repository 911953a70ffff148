import { execFile } from 'node:child_process'

/** Taking addresses off the loopback network needs a privilege that this process has not. */
export class NeedsPrivilege extends Error {
  override name = 'NeedsPrivilege'
}

/** Routes that take addresses of the testbed off the network. */
export interface Routes {
  /** Makes exactly these prefixes unreachable, and no others of ours. Rejects with `NeedsPrivilege` where that is forbidden. */
  block(prefixes: readonly string[]): Promise<void>
}

/**
 * Marks our routes (rtproto of iproute2, one that nobody has registered), so that those which a killed run left behind
 * are told from everybody else's.
 */
const OUR_PROTO = '213'
const ROUTE_TIMEOUT_MS = 5_000

/**
 * By iproute2's `ip`. A unicast route for a loopback prefix in the table `local` hides the kernel's own entry for
 * 127.0.0.0/8: what is sent there is dropped without a word, ICMP, UDP and TCP alike.
 */
export function routesByCommand(): Routes {
  const ours = async () => {
    const text = await ip(['-4', 'route', 'show', 'table', 'local', 'proto', OUR_PROTO])
    return text.split('\n').flatMap((line) => /^(?:\S+ )?(127\.33\.\d+\.\d+(?:\/\d+)?) dev lo/.exec(line)?.[1] ?? [])
  }
  return {
    async block(prefixes) {
      const wanted = new Set(prefixes)
      const present = new Set((await ours()).map(withLength))
      for (const prefix of present) if (!wanted.has(prefix)) await ip(command('del', prefix))
      for (const prefix of wanted) if (!present.has(prefix)) await ip(command('add', prefix))
    },
  }
}

const command = (action: 'add' | 'del', prefix: string) => [
  '-4',
  'route',
  action,
  prefix,
  'dev',
  'lo',
  'table',
  'local',
  'proto',
  OUR_PROTO,
]

/** `ip` leaves the /32 of a single address out. */
const withLength = (prefix: string) => (prefix.includes('/') ? prefix : `${prefix}/32`)

function ip(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('ip', [...args], { timeout: ROUTE_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (!error) resolve(stdout)
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        reject(new NeedsPrivilege('the command `ip` is missing: cutting a link needs it (Debian package iproute2)'))
      } else if (/not permitted|permission denied/i.test(stderr)) {
        reject(
          new NeedsPrivilege(
            'the kernel does not let this user change routes: cutting a link needs root or CAP_NET_ADMIN',
          ),
        )
      } else reject(new Error(`ip ${args.join(' ')}: ${stderr.trim() || error.message}`))
    })
  })
}
