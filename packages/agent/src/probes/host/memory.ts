import { int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'

/** What systeminformation's `mem` gives, as far as it is used here; bytes. */
export interface MemoryFacts {
  readonly total: number
  readonly free: number
  readonly available: number
  readonly buffers: number
  readonly cached: number
  readonly slab: number
  readonly reclaimable: number
  readonly dirty: number | null
  readonly writeback: number | null
  readonly swaptotal: number
  readonly swapused: number
  readonly swapfree: number
}

/** A container's own limit, where it has one; bytes. */
export interface MemoryLimit {
  readonly limit: number
  readonly used: number
}

/**
 * Telegraf's measurements `mem` and `swap`. `used` is total less available, as gopsutil 4 counts. In a container with a limit `mem` also
 * has ours: `limit`, `limit_used` (bytes) and `limit_used_percent`, because everything else is of the whole machine.
 */
export function memoryPoints(
  facts: MemoryFacts,
  paging: { in: bigint; out: bigint } | undefined,
  limit: MemoryLimit | undefined,
): Measured[] {
  const used = facts.total - facts.available
  const mem: Measured = {
    measurement: 'mem',
    fields: {
      total: int(facts.total),
      available: int(facts.available),
      available_percent: percent(facts.available, facts.total),
      used: int(used),
      used_percent: percent(used, facts.total),
      free: int(facts.free),
      buffered: int(facts.buffers),
      cached: int(facts.cached),
      slab: int(facts.slab),
      sreclaimable: int(facts.reclaimable),
      dirty: int(facts.dirty ?? 0),
      write_back: int(facts.writeback ?? 0),
      swap_total: int(facts.swaptotal),
      swap_free: int(facts.swapfree),
      ...(limit && {
        limit: int(limit.limit),
        limit_used: int(limit.used),
        limit_used_percent: percent(limit.used, limit.limit),
      }),
    },
  }
  const swap: Measured = {
    measurement: 'swap',
    fields: {
      total: int(facts.swaptotal),
      used: int(facts.swapused),
      free: int(facts.swapfree),
      used_percent: percent(facts.swapused, facts.swaptotal),
      ...paging,
    },
  }
  return [mem, swap]
}

/** Bytes swapped in and out since boot, from /proc/vmstat, which counts pages of 4 KiB as gopsutil takes them. */
export function parseVmstat(text: string): { in: bigint; out: bigint } | undefined {
  const pages = (key: string) => new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1]
  const [pagesIn, pagesOut] = [pages('pswpin'), pages('pswpout')]
  return pagesIn && pagesOut ? { in: BigInt(pagesIn) * 4_096n, out: BigInt(pagesOut) * 4_096n } : undefined
}

const percent = (part: number, whole: number) => (whole > 0 ? Math.round((100_000 * part) / whole) / 1_000 : 0)
