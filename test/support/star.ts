import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Namespace, namespace, type Started } from './hub-and-site.ts'
import { temporaryDirectory } from './server-process.ts'
import { eventually } from './vonggac.ts'

/** A hub and its sites, each a network namespace with a link of its own to the hub. Needs root. */
export interface Star extends AsyncDisposable {
  readonly hub: Namespace
  readonly sites: readonly StarSite[]
}

/** A site: its router (the far end of the link, with SNMP), a conferencing endpoint, and a server with a STAMP reflector. */
export interface StarSite {
  readonly id: string
  readonly router: string
  readonly endpoint: string
  readonly server: string
  /** Where the hub's end of its link is. */
  readonly hubAddress: string
  /** Drops a share of the UDP packets that arrive at the site, at random; 0 ends it. */
  lose(perCent: number): void
  /** The same for packets of every kind; 100 is a cut line. */
  dropAll(perCent: number): void
}

const siteMain = fileURLToPath(new URL('readiness-site-main.ts', import.meta.url))
let made = 0

/** Builds it, with real snmpd, and starts what the sites have. Disposing ends everything that was started and removes it. */
export async function makeStar(count: number): Promise<Star> {
  const prefix = `vgr${process.pid}x${made++}`
  const hub = `${prefix}h`
  const names = Array.from({ length: count }, (_, index) => `${prefix}s${index + 1}`)
  const started: Started[] = []
  const directory = temporaryDirectory('star')
  const remove = () => {
    for (const name of [hub, ...names]) run('ip', ['netns', 'del', name], '', true)
    directory[Symbol.dispose]()
  }
  try {
    run('ip', ['-batch', '-'], [hub, ...names].map((name) => `netns add ${name}`).join('\n'))
    run('ip', ['-n', hub, 'link', 'set', 'lo', 'up'])
    for (const [index, name] of names.entries()) join33(hub, name, index + 1)
    const sites = names.map((name, index) => siteOf(name, index + 1))
    for (const [index, site] of sites.entries())
      serve(namespace(names[index]!, started), site, join(directory.path, site.id))
    await eventually(async () => (started.every(({ output }) => /ready|NET-SNMP/.test(output())) ? true : undefined), {
      withinMs: 60_000,
      what: 'the start of all sites',
    })
    return {
      hub: namespace(hub, started),
      sites,
      async [Symbol.asyncDispose]() {
        await Promise.all(started.reverse().map((each) => each.stop()))
        remove()
      },
    }
  } catch (error) {
    await Promise.all(started.map((each) => each.stop()))
    remove()
    throw error
  }
}

function join33(hub: string, site: string, k: number) {
  const batch = [
    `link add s${k} type veth peer name wan0 netns ${site}`,
    `addr add 10.33.${k}.1/24 dev s${k}`,
    `link set s${k} up`,
  ]
  run('ip', ['-n', hub, '-batch', '-'], batch.join('\n'))
  const inside = [2, 10, 20].map((last) => `addr add 10.33.${k}.${last}/24 dev wan0`)
  run('ip', ['-n', site, '-batch', '-'], [...inside, 'link set lo up', 'link set wan0 up'].join('\n'))
}

function siteOf(name: string, k: number): StarSite {
  return {
    id: `site${k}`,
    router: `10.33.${k}.2`,
    server: `10.33.${k}.10`,
    endpoint: `10.33.${k}.20`,
    hubAddress: `10.33.${k}.1`,
    lose: (perCent) => dropAt(name, perCent, ['meta', 'l4proto', 'udp']),
    dropAll: (perCent) => dropAt(name, perCent, []),
  }
}

/** Drops a share of what arrives at a site. */
function dropAt(name: string, perCent: number, which: readonly string[]): void {
  const nft = (...rule: string[]) => run('ip', ['netns', 'exec', name, 'nft', ...rule])
  nft('flush', 'ruleset')
  if (perCent === 0) return
  nft('add', 'table', 'inet', 'fault')
  nft('add chain inet fault c { type filter hook input priority 0; }')
  const chance = perCent >= 100 ? [] : ['numgen', 'random', 'mod', '1000', '<', String(perCent * 10)]
  nft(['add rule inet fault c iifname wan0', ...which, ...chance, 'counter drop'].join(' '))
}

function serve(inside: Namespace, { router, endpoint, server, hubAddress }: StarSite, dir: string) {
  mkdirSync(dir)
  writeFileSync(join(dir, 'snmpd.conf'), 'rocommunity public\ndontLogTCPWrappersConnects yes\n')
  inside.start('snmpd', ['-f', '-Lo', '-I', '-smux', `udp:${router}:161`], {
    SNMPCONFPATH: dir,
    SNMP_PERSISTENT_DIR: dir,
    MIBS: '',
  })
  inside.start(process.execPath, [siteMain, endpoint, server, hubAddress])
}

function run(program: string, args: readonly string[], input = '', mayFail = false): void {
  try {
    execFileSync(program, args, { input, stdio: ['pipe', 'ignore', 'pipe'] })
  } catch (error) {
    if (mayFail) return
    throw new Error(`${program} ${args.join(' ')} failed (Debian packages iproute2 and nftables; needs root)`, {
      cause: error,
    })
  }
}
