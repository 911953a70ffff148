import { type Column, columns } from './columns.ts'
import type { UpTime } from './counters.ts'
import { Refusal } from './failure.ts'
import { neededNarrow, usedNarrow } from './interfaces.ts'
import { type PackedRows, packRows, unpackRows } from './packed-rows.ts'
import type { DeviceSession } from './session.ts'
import {
  IF_TABLE_LAST_CHANGE,
  SNMP_ENGINE_TIME,
  type SystemFields,
  systemFields,
  systemOids,
  ticksOf,
  upTimeFields,
} from './system.ts'
import type { Varbind } from './value.ts'
import { type Rows, type Sizing, Walk } from './walk.ts'
import { runWalk } from './walk-run.ts'

/** What is kept of a device between polls. */
export interface Memory {
  /** Columns that are read at every poll: those of this device's that move. */
  readonly fast: readonly Column[]
  /** Values that hardly ever change, by row. */
  readonly slow: PackedRows
  /** Rows that have any of the fast columns: as many are found at every poll. */
  readonly fastRows: number
  readonly system: SystemFields
  readonly tableChange: number | undefined
  readonly upTime: UpTime
  /** Columns that this device cannot be walked through. */
  readonly broken: readonly string[]
  /** When everything is read again, by the monotonic clock. */
  readonly dueAt: number
}

/** What one poll read. */
export interface Snapshot {
  readonly system: SystemFields
  readonly rows: Rows
  /** Columns that were not read to their end. */
  readonly unfinished: readonly string[]
  /** What ended the poll early. */
  readonly problem: Error | undefined
  readonly upTime: UpTime
  /** For the next poll; `undefined` when it has to read everything. */
  readonly memory: Memory | undefined
}

/** How long names, aliases and settings are taken for unchanged, ms, as long as nothing on the device hints at a change. */
const SLOW_MS = 600_000

/** ifLastChange is kept as well: it is what a change is seen by. */
const rememberedColumns = [...columns.filter(({ pace }) => pace === 'slow').map(({ name }) => name), 'ifLastChange']

/** Reads what a device says about itself. Rejects when it does not answer at all. */
export async function readSystem(
  session: DeviceSession,
  now: number,
): Promise<{ fields: SystemFields; tableChange: number | undefined; upTime: UpTime }> {
  const varbinds = await getEach(session, [...Object.values(systemOids), IF_TABLE_LAST_CHANGE, SNMP_ENGINE_TIME])
  const ticks = (wanted: string) => ticksOf(varbinds.find(({ oid }) => oid === wanted))
  const seconds = ticks(SNMP_ENGINE_TIME)
  const engine = seconds === undefined ? undefined : { seconds, atMs: now }
  return {
    fields: systemFields(varbinds),
    tableChange: ticks(IF_TABLE_LAST_CHANGE),
    upTime: { ticks: ticks(systemOids.sysUpTime), engine },
  }
}

/** Old agents fail the whole request for one missing value: then each is asked by itself. */
async function getEach(session: DeviceSession, oids: readonly string[]): Promise<Varbind[]> {
  try {
    return await session.get(oids)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (oids.length === 1) return []
    const all: Varbind[] = []
    for (const oid of oids) all.push(...(await getEach(session, [oid])))
    return all
  }
}

/** Reads everything, and finds out which columns the device has. */
export async function readAll(session: DeviceSession, sizing: Sizing, now: number): Promise<Snapshot> {
  const { fields: system, tableChange, upTime } = await readSystem(session, now)
  const wide = new Walk(columns, sizing)
  let problem = await runWalk(session, wide, sizing)
  const { rows } = wide
  const narrow = new Walk(problem ? [] : neededNarrow(rows), sizing, { rows, expectedRows: rows.size })
  problem ??= await runWalk(session, narrow, sizing)
  const broken = [...wide.unfinished(), ...narrow.unfinished()]
  const fast = [...wide.found().filter(({ pace }) => pace === 'fast'), ...usedNarrow(rows)]
  // Without ifLastChange a change of speed would go unnoticed.
  if (!fast.some(({ name }) => name === 'ifLastChange'))
    fast.push(...columns.filter(({ name }) => name === 'ifHighSpeed' || name === 'ifSpeed'))
  const slow = packRows(rows, rememberedColumns)
  const fastRows = [...rows.values()].filter((row) => fast.some(({ name }) => row.has(name))).length
  const memory = problem
    ? undefined
    : { fast, slow, fastRows, system, tableChange, broken, upTime, dueAt: now + SLOW_MS }
  return { system, rows, unfinished: broken, problem, upTime, memory }
}

/** Reads what moves and adds what is remembered; reads everything when something hints that the memory is no longer true. */
export async function readFast(session: DeviceSession, sizing: Sizing, memory: Memory, now: number): Promise<Snapshot> {
  const single =
    memory.tableChange === undefined ? [systemOids.sysUpTime] : [systemOids.sysUpTime, IF_TABLE_LAST_CHANGE]
  if (memory.slow.size === 0 || memory.fast.length === 0) return await readAll(session, sizing, now)
  const walk = new Walk(memory.fast, sizing, { expectedRows: memory.slow.size })
  const singles: Varbind[] = []
  const problem = await runWalk(session, walk, sizing, { single, singles })
  const ticks = ticksOf(singles.find(({ oid }) => oid === systemOids.sysUpTime))
  const change = ticksOf(singles.find(({ oid }) => oid === IF_TABLE_LAST_CHANGE))
  // What is remembered is no answer.
  if (problem && walk.rows.size === 0 && singles.length === 0) throw problem
  const slow = unpackRows(memory.slow)
  if (!problem && hasMoved(memory, slow, walk.rows, { ticks, change })) return await readAll(session, sizing, now)
  const { sysUpTime: _, uptime_s: __, ...known } = memory.system
  const system = { ...known, ...upTimeFields(ticks) }
  const upTime = { ticks, engine: memory.upTime.engine }
  return {
    system,
    rows: joined(walk.rows, slow, problem === undefined),
    unfinished: [...new Set([...walk.unfinished(), ...memory.broken])],
    problem,
    upTime,
    memory: problem ? undefined : { ...memory, upTime },
  }
}

/** Whether a device's rows may no longer be those that are remembered: restarted, rebuilt, or an interface went up or down. */
function hasMoved(
  memory: Memory,
  slow: Rows,
  rows: Rows,
  { ticks, change }: { ticks: number | undefined; change: number | undefined },
): boolean {
  const before = memory.upTime.ticks
  if (before !== undefined && (ticks === undefined || ticks < before)) return true
  if (change !== memory.tableChange || rows.size !== memory.fastRows) return true
  for (const [index, row] of rows) {
    const before = slow.get(index)
    if (!before || before.get('ifLastChange') !== row.get('ifLastChange')) return true
  }
  return false
}

/**
 * Rows with what is remembered of them, and those of which nothing moves when all others are there. The remembered rows are used up:
 * another map a row would cost more than reading it.
 */
function joined(rows: Rows, slow: Rows, isWhole: boolean): Rows {
  const all: Rows = isWhole ? slow : new Map()
  for (const [index, row] of rows) {
    const known = slow.get(index)
    if (known) for (const [name, value] of row) known.set(name, value)
    all.set(index, known ?? row)
  }
  return all
}
