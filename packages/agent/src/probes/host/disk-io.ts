import { counter } from '@vonggac/model'
import type { Measured } from '../../probe.ts'

/** Sectors of /proc/diskstats are of 512 bytes whatever the device's are (kernel documentation, iostats). */
const SECTOR = 512n

/** Devices that store nothing themselves. */
const NOT_DISKS = /^(loop|ram|zram|fd|sr)\d/

/** Telegraf's measurement `diskio` from /proc/diskstats: counters since boot, times in ms. Devices that were never used are left out. */
export function diskIoPoints(text: string): Measured[] {
  return text.split('\n').flatMap((line) => {
    const [, , name, ...rest] = line.trim().split(/\s+/)
    if (!name || rest.length < 11 || NOT_DISKS.test(name) || !rest.every((value) => /^\d+$/.test(value))) return []
    const [
      reads,
      mergedReads,
      sectorsRead,
      readTime,
      writes,
      mergedWrites,
      sectorsWritten,
      writeTime,
      inProgress,
      ioTime,
      weighted,
    ] = rest.map(BigInt) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    if (reads + writes === 0n) return []
    const fields = {
      reads: counter(reads),
      writes: counter(writes),
      read_bytes: counter(sectorsRead * SECTOR),
      write_bytes: counter(sectorsWritten * SECTOR),
      read_time: counter(readTime),
      write_time: counter(writeTime),
      io_time: counter(ioTime),
      weighted_io_time: counter(weighted),
      iops_in_progress: counter(inProgress),
      merged_reads: counter(mergedReads),
      merged_writes: counter(mergedWrites),
    }
    return [{ measurement: 'diskio', tags: { name }, fields }]
  })
}
