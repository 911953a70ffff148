import type { Measured } from '../../probe.ts'

/** The columns of proc_stat(5), in their order. Jiffies since boot; `user` and `nice` contain the guests' share. */
const COLUMNS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal', 'guest', 'guest_nice'] as const

type Column = (typeof COLUMNS)[number]
export type CpuTimes = Readonly<Record<Column, number>>

/** Reads the `cpu` lines of /proc/stat, by Telegraf's names: `cpu-total`, `cpu0`, … */
export function parseProcStat(text: string): Map<string, CpuTimes> {
  const cpus = new Map<string, CpuTimes>()
  for (const line of text.split('\n')) {
    if (!line.startsWith('cpu')) break
    const [name, ...values] = line.trim().split(/\s+/)
    const times = COLUMNS.map((column, at) => [column, Number(values[at] ?? 0)] as const)
    if (times.every(([, value]) => Number.isFinite(value)))
      cpus.set(name === 'cpu' ? 'cpu-total' : name!, Object.fromEntries(times) as Record<Column, number>)
  }
  return cpus
}

/**
 * Telegraf's measurement `cpu`: the share of each state in the time between two samples, per cent. A CPU that was not there before,
 * or whose counters went back (it was unplugged), has no point.
 */
export function cpuPoints(before: ReadonlyMap<string, CpuTimes>, now: ReadonlyMap<string, CpuTimes>): Measured[] {
  const points: Measured[] = []
  for (const [cpu, times] of now) {
    const last = before.get(cpu)
    if (last) points.push(...usage(cpu, last, times))
  }
  return points
}

function usage(cpu: string, last: CpuTimes, now: CpuTimes): Measured[] {
  const delta = (column: Column) => now[column] - last[column]
  const total = totalOf(now) - totalOf(last)
  if (total <= 0) return []
  // iowait and idle may go back a little (proc_stat(5)): never below nothing.
  const percent = (ticks: number) => Math.round(Math.min(100, Math.max(0, (100 * ticks) / total)) * 1_000) / 1_000
  const fields = {
    usage_user: percent(delta('user') - delta('guest')),
    usage_nice: percent(delta('nice') - delta('guest_nice')),
    usage_system: percent(delta('system')),
    usage_idle: percent(delta('idle')),
    usage_iowait: percent(delta('iowait')),
    usage_irq: percent(delta('irq')),
    usage_softirq: percent(delta('softirq')),
    usage_steal: percent(delta('steal')),
    usage_guest: percent(delta('guest')),
    usage_guest_nice: percent(delta('guest_nice')),
    usage_active: percent(total - delta('idle')),
  }
  return [{ measurement: 'cpu', tags: { cpu }, fields }]
}

const totalOf = (times: CpuTimes) =>
  times.user + times.nice + times.system + times.idle + times.iowait + times.irq + times.softirq + times.steal
