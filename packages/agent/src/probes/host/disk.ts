import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { type Clock, int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'
import type { Mount } from './mounts.ts'

/** What a file system may take to answer, ms. */
const DEADLINE_MS = 2_000
/** Questions without an answer at a time: each holds one of libuv's four threads, which name look-ups need too. */
const MAX_STUCK = 2

/** How full the file systems are, and which do not answer. */
export interface DiskSample {
  readonly points: readonly Measured[]
  readonly silent: readonly string[]
}

export type StatFs = (path: string) => Promise<StatsFs>

/**
 * Asks every file system by itself. One that does not answer in time (a dead NFS server) is left alone until it has answered the
 * question it was asked, and holds up nothing else.
 */
export function createDiskSampler(
  { monotonic: _, after }: Clock,
  ask: StatFs = statfs,
): { sample(mounts: readonly Mount[]): Promise<DiskSample> } {
  const stuck = new Set<string>()

  const askOne = async (mount: Mount): Promise<Measured[] | undefined> => {
    if (stuck.has(mount.path) || stuck.size >= MAX_STUCK) return undefined
    stuck.add(mount.path)
    const answer = ask(mount.path).then(
      (stats) => diskPoint(mount, stats),
      // Gone since the list was read, or not ours to see: nothing to report about it.
      () => [],
    )
    const settled = answer.finally(() => stuck.delete(mount.path))
    const { promise: deadline, resolve } = Promise.withResolvers<undefined>()
    const cancel = after(DEADLINE_MS, () => resolve(undefined))
    try {
      return await Promise.race([settled, deadline])
    } finally {
      cancel()
    }
  }

  return {
    async sample(mounts) {
      const points: Measured[] = []
      const silent: string[] = []
      // One after the other, remote ones last: at most MAX_STUCK of them cost us their deadline.
      for (const mount of [...mounts].sort((a, b) => Number(a.remote) - Number(b.remote))) {
        const answer = await askOne(mount)
        if (answer) points.push(...answer)
        else silent.push(mount.path)
      }
      return { points, silent }
    },
  }
}

/** Telegraf's measurement `disk`; `free` is what ordinary users can still fill, and `used_percent` is relative to that, as df's. */
export function diskPoint(mount: Omit<Mount, 'remote'>, stats: StatsFs): Measured[] {
  if (stats.blocks === 0) return []
  const used = (stats.blocks - stats.bfree) * stats.bsize
  const free = stats.bavail * stats.bsize
  const inodesUsed = stats.files - stats.ffree
  return [
    {
      measurement: 'disk',
      tags: { path: mount.path, device: mount.device, fstype: mount.fstype, mode: mount.mode },
      fields: {
        total: int(stats.blocks * stats.bsize),
        free: int(free),
        used: int(used),
        used_percent: percent(used, used + free),
        inodes_total: int(stats.files),
        inodes_free: int(stats.ffree),
        inodes_used: int(inodesUsed),
        inodes_used_percent: percent(inodesUsed, stats.files),
      },
    },
  ]
}

const percent = (part: number, whole: number) => (whole > 0 ? Math.round((100_000 * part) / whole) / 1_000 : 0)
