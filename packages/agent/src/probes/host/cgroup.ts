import type { MemoryLimit } from './memory.ts'

/** Reads a small file; undefined when there is none. */
export type ReadText = (path: string) => string | undefined

/** What a container may use. Undefined parts are unlimited, or this is no container. */
export interface ContainerLimits {
  readonly memory: MemoryLimit | undefined
  /** CPU cores, perhaps a fraction. */
  readonly cores: number | undefined
}

/**
 * The limits at the root of the cgroup file system. Only inside a container are there any: the host's own root has no such files
 * (version 2) or no limit in them (version 1, where "none" is a number larger than the machine's memory).
 */
export function containerLimits(read: ReadText, totalMemory: number): ContainerLimits {
  const number = (path: string) => {
    const text = read(path)?.trim()
    return text && /^-?\d+$/.test(text) ? Number(text) : undefined
  }
  const limit = number('/sys/fs/cgroup/memory.max') ?? number('/sys/fs/cgroup/memory/memory.limit_in_bytes')
  const used = number('/sys/fs/cgroup/memory.current') ?? number('/sys/fs/cgroup/memory/memory.usage_in_bytes')
  const memory = limit !== undefined && limit < totalMemory && used !== undefined ? { limit, used } : undefined
  const [quota, period] = read('/sys/fs/cgroup/cpu.max')?.trim().split(' ').map(Number) ?? [
    number('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    number('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ]
  return { memory, cores: quota && period && quota > 0 ? quota / period : undefined }
}
