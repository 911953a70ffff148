import { execFileSync } from 'node:child_process'
import { root } from './vonggac.ts'

/** Where the chain ends. */
export const FAR_END = { v4: '10.99.9.9', v6: 'fd00:99:9::9' } as const

/** The middles that the way may take, and their addresses on the near side. */
export const MIDDLE = {
  b: { v4: '10.99.2.2', v6: 'fd00:99:2::2' },
  c: { v4: '10.99.3.2', v6: 'fd00:99:3::2' },
} as const

/** Five machines as network namespaces: the start, a router, two middles to choose from, and the end. Needs root. */
export interface NetworkChain extends Disposable {
  /** The name of the namespace where the way begins. */
  readonly start: string
  /** Runs `vonggac ARGS…` at the start: the arguments of a command that does. */
  readonly vonggac: (args: readonly string[]) => readonly [string, ...string[]]
  /** Sends packets to the end through this middle. */
  through(middle: keyof typeof MIDDLE): void
  /** What a middle does with packets that it should pass on, by the words of nftables: `drop`. */
  refuse(middle: keyof typeof MIDDLE, how: string): void
  mend(middle: keyof typeof MIDDLE): void
}

/** Links by the machines at their ends, and the number in their addresses: `10.99.2.1` and `10.99.2.2`. */
const LINKS = [
  ['s', 'a', 1],
  ['a', 'b', 2],
  ['a', 'c', 3],
  ['b', 'd', 4],
  ['c', 'd', 5],
] as const

/** Builds the chain, with addresses of both kinds. Disposing removes it. */
export function buildNetworkChain(): NetworkChain {
  const prefix = `np${process.pid}`
  const ns = (name: string) => `${prefix}${name}`
  const ip = (name: string, ...args: string[]) => run('ip', '-n', ns(name), ...args)
  const nft = (name: string, rules: string) => run('ip', 'netns', 'exec', ns(name), 'nft', rules)
  const names = ['s', 'a', 'b', 'c', 'd']
  const remove = () => {
    for (const name of names) {
      try {
        run('ip', 'netns', 'del', ns(name))
      } catch {
        // It was never made.
      }
    }
  }
  try {
    for (const name of names) machine(ns(name))
    for (const [near, far, net] of LINKS) connect(ip, ns, { near, far, net })
    routes(ip)
  } catch (error) {
    remove()
    throw error
  }
  const through = (middle: keyof typeof MIDDLE) => {
    ip('a', 'route', 'replace', FAR_END.v4, 'via', MIDDLE[middle].v4)
    ip('a', '-6', 'route', 'replace', FAR_END.v6, 'via', MIDDLE[middle].v6)
  }
  through('b')
  return {
    start: ns('s'),
    vonggac: (args) => [
      'ip',
      'netns',
      'exec',
      ns('s'),
      process.execPath,
      `${root}packages/cli/bin/vonggac.js`,
      ...args,
    ],
    through,
    refuse: (middle, how) =>
      nft(middle, `table inet cut { chain f { type filter hook forward priority 0; ${how}; }; }`),
    mend: (middle) => nft(middle, 'flush ruleset'),
    [Symbol.dispose]: remove,
  }
}

type Ip = (name: string, ...args: string[]) => void

function machine(name: string) {
  run('ip', 'netns', 'add', name)
  run('ip', '-n', name, 'link', 'set', 'lo', 'up')
  const settings = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1', 'net.ipv6.conf.default.accept_dad=0']
  // Or a router answers one packet of many, as real ones do.
  run(
    'ip',
    'netns',
    'exec',
    name,
    'sysctl',
    '-qw',
    ...settings,
    'net.ipv4.icmp_ratelimit=0',
    'net.ipv6.icmp.ratelimit=0',
  )
}

function connect(ip: Ip, ns: (name: string) => string, { near, far, net }: { near: string; far: string; net: number }) {
  const [here, there] = [`${near}${far}`, `${far}${near}`]
  run('ip', 'link', 'add', here, 'netns', ns(near), 'type', 'veth', 'peer', 'name', there, 'netns', ns(far))
  for (const [name, device, last] of [
    [near, here, 1],
    [far, there, 2],
  ] as const) {
    ip(name, 'addr', 'add', `10.99.${net}.${last}/24`, 'dev', device)
    ip(name, 'addr', 'add', `fd00:99:${net}::${last}/64`, 'dev', device, 'nodad')
    ip(name, 'link', 'set', device, 'up')
  }
}

function routes(ip: Ip) {
  ip('d', 'addr', 'add', `${FAR_END.v4}/32`, 'dev', 'lo')
  ip('d', 'addr', 'add', `${FAR_END.v6}/128`, 'dev', 'lo', 'nodad')
  for (const [name, there4, there6, back4, back6] of [
    ['b', '10.99.4.2', 'fd00:99:4::2', '10.99.2.1', 'fd00:99:2::1'],
    ['c', '10.99.5.2', 'fd00:99:5::2', '10.99.3.1', 'fd00:99:3::1'],
  ] as const) {
    ip(name, 'route', 'add', FAR_END.v4, 'via', there4)
    ip(name, '-6', 'route', 'add', FAR_END.v6, 'via', there6)
    ip(name, 'route', 'add', '10.99.1.0/24', 'via', back4)
    ip(name, '-6', 'route', 'add', 'fd00:99:1::/64', 'via', back6)
  }
  for (const [name, gateway4, gateway6] of [
    ['s', '10.99.1.2', 'fd00:99:1::2'],
    ['d', '10.99.5.1', 'fd00:99:5::1'],
  ] as const) {
    ip(name, 'route', 'add', 'default', 'via', gateway4)
    ip(name, '-6', 'route', 'add', 'default', 'via', gateway6)
  }
}

function run(command: string, ...args: string[]) {
  try {
    execFileSync(command, args, { stdio: 'pipe' })
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? '')
    throw new Error(
      `${command} ${args.join(' ')} failed: ${said} (Debian packages iproute2, nftables, procps; needs root)`,
      { cause: error },
    )
  }
}
