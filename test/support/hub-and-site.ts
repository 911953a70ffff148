import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A hub and a site, each in a network namespace of its own, joined by a wire (10.33.1.1 at the hub, 10.33.1.2 on the site's
 * `wan0`). The site has a port `lan0` whose wire ends at `lan1`, in the same namespace. Needs root.
 */
export interface HubAndSite extends AsyncDisposable {
  readonly hub: Namespace
  readonly site: Namespace
}

export interface Namespace {
  /** Runs a program in it to its end; gives what it wrote. Rejects when it fails. */
  exec(command: string, ...args: readonly string[]): Promise<string>
  /** Starts a program in it; ended by pid when the namespaces are disposed of. */
  start(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Started
}

export interface Started {
  readonly process: ChildProcess
  output(): string
  /** Ends it with SIGTERM, with SIGKILL if that is not enough. */
  stop(): Promise<void>
}

const STOP_MS = 5_000
let made = 0

export async function makeHubAndSite(): Promise<HubAndSite> {
  const prefix = `vgt${process.pid}x${made++}`
  const [hub, site] = [`${prefix}h`, `${prefix}s`]
  const started: Started[] = []
  const remove = () => {
    for (const name of [hub, site]) {
      try {
        execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
      } catch {
        // It was not made.
      }
    }
  }
  try {
    for (const name of [hub, site]) {
      await ip('netns', 'add', name)
      await ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    await ip('-n', hub, 'link', 'add', 's1', 'type', 'veth', 'peer', 'name', 'wan0', 'netns', site)
    await ip('-n', site, 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1')
    await ip('-n', hub, 'addr', 'add', '10.33.1.1/24', 'dev', 's1')
    await ip('-n', site, 'addr', 'add', '10.33.1.2/24', 'dev', 'wan0')
    for (const [name, link] of [
      [hub, 's1'],
      [site, 'wan0'],
      [site, 'lan0'],
      [site, 'lan1'],
    ] as const)
      await ip('-n', name, 'link', 'set', link, 'up')
  } catch (error) {
    remove()
    throw new Error('namespaces cannot be made: this needs root and the Debian package iproute2', { cause: error })
  }
  return {
    hub: namespace(hub, started),
    site: namespace(site, started),
    async [Symbol.asyncDispose]() {
      for (const each of started.reverse()) await each.stop()
      remove()
    },
  }
}

const ip = (...args: readonly string[]) => run('ip', [...args])

/** A namespace that exists; what is started in it is added to `started`. */
export function namespace(name: string, started: Started[]): Namespace {
  return {
    exec: async (command, ...args) => (await run('ip', ['netns', 'exec', name, command, ...args])).stdout,
    start(command, args, env = {}) {
      const child = spawn('ip', ['netns', 'exec', name, command, ...args], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let text = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          text = (text + chunk).slice(-50_000)
        })
      const gone = once(child, 'exit').catch(() => {})
      const one: Started = {
        process: child,
        output: () => text,
        async stop() {
          if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
          const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
          await gone
          clearTimeout(timer)
        },
      }
      started.push(one)
      return one
    },
  }
}
