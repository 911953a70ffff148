import { execFileSync } from 'node:child_process'

/** An outage that ends when disposed of, or before. */
export interface Outage extends Disposable {
  mend(): void
}

/**
 * Cuts a piece of this machine's loopback net, such as `127.77.9.0/24`: everything sent there vanishes without an answer (`silent`), or
 * the kernel refuses to send it (`unreachable`). Needs root. A piece belongs to the test that cuts it.
 */
export function cutLoopback(net: string, how: 'silent' | 'unreachable' = 'silent'): Outage {
  const route = how === 'silent' ? [net, 'dev', 'lo', 'table', 'local'] : ['unreachable', net, 'table', 'local']
  ip('route', 'replace', ...route)
  let cut = true
  const mend = () => {
    if (cut) ip('route', 'del', ...route)
    cut = false
  }
  return { mend, [Symbol.dispose]: mend }
}

function ip(...args: string[]) {
  try {
    execFileSync('ip', args, { stdio: 'pipe' })
  } catch (error) {
    throw new Error(`ip ${args.join(' ')} failed (Debian package iproute2; needs root)`, { cause: error })
  }
}
