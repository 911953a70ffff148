import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'

/** Processes read before others get the event loop, some 2 ms. */
const SLICE = 200

/** The states of proc_pid_stat(5) by Telegraf's names. */
const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'blocked',
  Z: 'zombies',
  X: 'dead',
  x: 'dead',
  T: 'stopped',
  t: 'stopped',
  W: 'paging',
  I: 'idle',
  P: 'parked',
}

/** State letter and number of threads of one /proc/PID/stat; undefined for anything else. The command may contain anything, `)` too. */
export function parsePidStat(text: string): { state: string; threads: number } | undefined {
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ', 18)
  const threads = Number(rest[17])
  return rest[0]?.length === 1 && Number.isInteger(threads) ? { state: rest[0], threads } : undefined
}

/** Telegraf's measurement `processes` from what `parsePidStat` gave. */
export function processesPoint(all: Iterable<{ state: string; threads: number }>): Measured {
  const counts: Record<string, number> = { unknown: 0, total: 0, total_threads: 0 }
  for (const name of Object.values(STATES)) if (name !== 'parked') counts[name] = 0
  for (const { state, threads } of all) {
    const name = STATES[state] ?? 'unknown'
    counts[name] = (counts[name] ?? 0) + 1
    counts.total! += 1
    counts.total_threads! += threads
  }
  return {
    measurement: 'processes',
    fields: Object.fromEntries(Object.entries(counts).map(([key, n]) => [key, int(n)])),
  }
}

/** Reads the state of every process, giving way to others in between. Processes that end meanwhile are left out. */
export async function readProcesses(): Promise<{ state: string; threads: number }[]> {
  const found: { state: string; threads: number }[] = []
  const buffer = Buffer.allocUnsafe(1_024)
  const pids = readdirSync('/proc').filter((name) => name.charCodeAt(0) < 0x3a && name.charCodeAt(0) > 0x2f)
  for (const [at, pid] of pids.entries()) {
    if (at % SLICE === SLICE - 1) await new Promise(setImmediate)
    const text = readStart(`/proc/${pid}/stat`, buffer)
    const stat = text && parsePidStat(text)
    if (stat) found.push(stat)
  }
  return found
}

/** Half the price of `readFileSync`, which asks for the size and allocates. */
function readStart(path: string, buffer: Buffer): string | undefined {
  let fd: number | undefined
  try {
    fd = openSync(path, 'r')
    return buffer.toString('latin1', 0, readSync(fd, buffer))
  } catch {
    return undefined
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
