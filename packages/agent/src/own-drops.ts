import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Datagrams that the kernel threw away since the last call, because a socket of this machine had no room left. */
export interface DropMeter {
  /** Whether this system says so at all: Linux does. */
  readonly readable: boolean
  since(): { readonly udp: number; readonly icmp: number }
}

/** Reads a file of /proc; undefined where there is none. */
export type ReadProc = (path: string) => string | undefined

export const readProc: ReadProc = (path) => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/** `RcvbufErrors` of UDP (RFC 4113 counts them as errors), and `drops` of the raw sockets, through which echoes are answered. */
export function createDropMeter(read: ReadProc = readProc, own: () => ReadonlySet<string> = ownSockets): DropMeter {
  let udpBefore: number | undefined
  let rawBefore = new Map<string, number>()
  let first = true
  return {
    readable: read('/proc/net/snmp') !== undefined,
    since() {
      const udp = udpErrors(read('/proc/net/snmp') ?? '') + udp6Errors(read('/proc/net/snmp6') ?? '')
      // What other programs lose is no trouble of ours, and explains no loss of ours.
      const ours = own()
      const raw = new Map(
        ours.size === 0
          ? []
          : RAW_TABLES.flatMap((path) => rawDrops(read(path) ?? '').filter(([inode]) => ours.has(inode))),
      )
      let icmp = 0
      // A socket that is new began at zero: only at our own start nobody knows since when its drops are.
      if (!first) for (const [inode, drops] of raw) icmp += Math.max(0, drops - (rawBefore.get(inode) ?? 0))
      const since = { udp: udpBefore === undefined ? 0 : Math.max(0, udp - udpBefore), icmp }
      udpBefore = udp
      rawBefore = raw
      first = false
      return since
    },
  }
}

/**
 * Inodes of the sockets of the programs that this process has started. Empty where that may not be seen, as on a machine where
 * fping has its right by a file capability and the agent is no root: then no drop explains anything.
 */
export function ownSockets(): ReadonlySet<string> {
  const children = readProc(`/proc/self/task/${process.pid}/children`)?.trim().split(/\s+/) ?? []
  return new Set(children.filter(Boolean).flatMap(socketsOf))
}

function socketsOf(pid: string): string[] {
  try {
    const directory = `/proc/${pid}/fd`
    return readdirSync(directory).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${directory}/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

/** `raw` for programs with the right to open raw sockets, `icmp` for those that use the datagram socket of the ping group. */
const RAW_TABLES = ['/proc/net/raw', '/proc/net/raw6', '/proc/net/icmp', '/proc/net/icmp6']

/** The value of `Udp: … RcvbufErrors …` in /proc/net/snmp: a line of names, then a line of values. */
export function udpErrors(text: string): number {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '))
  const at = names?.indexOf('RcvbufErrors') ?? -1
  return at < 0 ? 0 : numberOf(values?.[at])
}

const udp6Errors = (text: string) => numberOf(/^Udp6RcvbufErrors\s+(\d+)/m.exec(text)?.[1])

/** Inode and drops of each socket in a table such as /proc/net/raw. */
export const rawDrops = (text: string): [inode: string, drops: number][] =>
  text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns.length >= 13)
    .map((columns) => [columns[9]!, numberOf(columns.at(-1))])

const numberOf = (text: string | undefined): number => {
  const value = Number(text ?? 0)
  return Number.isFinite(value) ? value : 0
}
