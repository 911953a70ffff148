import { int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'

/** Facts that change with an upgrade at most; fields of `system` now and then. Ours: Telegraf has none of them. */
export interface OsFacts {
  readonly os: string
  readonly kernel: string
  readonly arch: string
  readonly hostname: string
}

export interface SystemFacts {
  readonly load: readonly number[]
  readonly cpus: number
  readonly uptimeS: number
  readonly users: { readonly sessions: number; readonly unique: number } | undefined
  /** CPU cores a container may use. */
  readonly cpuLimit: number | undefined
  readonly os: OsFacts | undefined
}

/** Telegraf's measurement `system`, and ours: `cpu_limit` (cores, in a container that has a limit) and the facts of the system. */
export const systemPoint = ({ load, cpus, uptimeS, users, cpuLimit, os }: SystemFacts): Measured => ({
  measurement: 'system',
  fields: {
    load1: load[0] ?? 0,
    load5: load[1] ?? 0,
    load15: load[2] ?? 0,
    n_cpus: int(cpus),
    uptime: int(uptimeS),
    ...(users && { n_users: int(users.sessions), n_unique_users: int(users.unique) }),
    ...(cpuLimit !== undefined && { cpu_limit: cpuLimit }),
    ...os,
  },
})

/** Bytes of a record of utmp(5) on 64-bit Linux, and where type and user stand in it. */
const RECORD = 384
const USER_PROCESS = 7
const USER_AT = 44
const USER_BYTES = 32

/** Who is logged in, from /var/run/utmp. */
export function parseUtmp(bytes: Buffer): { sessions: number; unique: number } {
  const users: string[] = []
  for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
    if (bytes.readInt16LE(at) !== USER_PROCESS) continue
    users.push(bytes.toString('latin1', at + USER_AT, at + USER_AT + USER_BYTES).replace(/\0.*$/s, ''))
  }
  return { sessions: users.length, unique: new Set(users).size }
}
