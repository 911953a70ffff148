import type { Clock } from '@vonggac/model'
import type { OsFacts } from './system.ts'

/** Facts are asked for again, and told again, after this, ms. */
const DAY_MS = 86_400_000

/** Gives the facts of the operating system at the first call and once a day, otherwise undefined: asking starts some programs. */
export function createOsFacts(clock: Clock): () => Promise<OsFacts | undefined> {
  let dueMs = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.monotonic() < dueMs) return undefined
    dueMs = clock.monotonic() + DAY_MS
    const { osInfo } = await import('systeminformation')
    const { distro, release, kernel, arch, hostname } = await osInfo()
    return { os: `${distro} ${release}`.trim(), kernel, arch, hostname }
  }
}
