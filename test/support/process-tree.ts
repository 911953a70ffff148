import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: the unit of CPU times in /proc, fixed by the kernel's ABI. */
const TICKS = 100

/** CPU seconds, user and system, of a process, its living descendants, and those of its children that have ended. Linux only. */
export function treeCpuSeconds(root: number): number {
  const stats = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => read(Number(pid))),
  )
  let ticks = 0
  const queue = [root]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    ticks += stats.get(pid)?.ticks ?? 0
    for (const [child, { parent }] of stats) if (parent === pid) queue.push(child)
  }
  return ticks / TICKS
}

/** Most memory that a process ever had resident, MiB. */
export const peakRssMiB = (pid: number): number => statusMiB(pid, 'VmHWM')

/** Memory that a process has resident now, MiB. */
export const rssMiB = (pid: number): number => statusMiB(pid, 'VmRSS')

function statusMiB(pid: number, key: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024
}

/** The living processes that a process has started. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(Number(pid)))
    .filter(([, stat]) => stat.parent === parent)
    .map(([pid]) => pid)
}

/** The program's name and arguments; empty when it is gone. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

function read(pid: number): [number, { parent: number; ticks: number }][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
    return [[pid, { parent: Number(fields[1]), ticks }]]
  } catch {
    return []
  }
}
