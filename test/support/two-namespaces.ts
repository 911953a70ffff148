import { execFileSync } from 'node:child_process'

/** A link between two network namespaces of the test's own. */
export interface TwoNamespaces extends Disposable {
  readonly near: { readonly name: string; readonly address: string }
  readonly far: { readonly name: string; readonly address: string }
  /** Drops a share of what arrives in one of them, at random. Gives what tells how many packets it has dropped. */
  lose(at: 'near' | 'far', perMille: number): () => number
  /** Ends all loss. */
  heal(): void
}

/** Makes two namespaces with a link between them, 10.77.0.1 and 10.77.0.2. Needs root. Disposing removes them. */
export function twoNamespaces(label: string): TwoNamespaces {
  const [near, far] = ['a', 'b'].map((end) => `${label}-${process.pid}-${end}`) as [string, string]
  const remove = () => {
    for (const name of [near, far]) run('ip', ['netns', 'del', name], { mayFail: true })
  }
  const inside = (name: string, ...args: string[]) => run('ip', ['netns', 'exec', name, ...args])
  try {
    run('ip', ['netns', 'add', near])
    run('ip', ['netns', 'add', far])
    run('ip', ['link', 'add', 'wan0', 'netns', near, 'type', 'veth', 'peer', 'name', 'wan0', 'netns', far])
    for (const [name, address] of [
      [near, '10.77.0.1/24'],
      [far, '10.77.0.2/24'],
    ] as const) {
      run('ip', ['-n', name, 'address', 'add', address, 'dev', 'wan0'])
      run('ip', ['-n', name, 'link', 'set', 'wan0', 'up'])
      run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
    }
  } catch (error) {
    remove()
    throw error
  }
  const heal = () => {
    for (const name of [near, far]) inside(name, 'nft', 'flush', 'ruleset')
  }
  return {
    near: { name: near, address: '10.77.0.1' },
    far: { name: far, address: '10.77.0.2' },
    lose(at, perMille) {
      const name = at === 'near' ? near : far
      inside(name, 'nft', 'add table inet fault')
      inside(name, 'nft', 'add chain inet fault arriving { type filter hook input priority 0; }')
      const share = `numgen random mod 1000 < ${perMille}`
      inside(name, 'nft', `add rule inet fault arriving iifname wan0 meta l4proto udp ${share} counter drop`)
      return () =>
        Number(/counter packets (\d+)/.exec(inside(name, 'nft', 'list', 'chain', 'inet', 'fault', 'arriving'))![1])
    },
    heal,
    [Symbol.dispose]: remove,
  }
}

function run(program: string, args: readonly string[], { mayFail = false } = {}): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if (mayFail) return ''
    throw new Error(`${program} ${args.join(' ')} failed (Debian packages iproute2 and nftables; needs root)`, {
      cause: error,
    })
  }
}
