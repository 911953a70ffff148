import { Cancelled, Refusal } from '../failure.ts'
import type { DeviceSession } from '../session.ts'
import { isException, type Varbind } from '../value.ts'
import type { Needs } from './needs.ts'
import { isDeviceTrouble } from './problem.ts'

/** What a device said: single values by OID, and for each column its rows by index (`3`, `1.2.7`). */
export interface Gathered {
  readonly scalars: ReadonlyMap<string, Varbind>
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Varbind>>
  /** What it has nothing of: not worth asking again soon. */
  readonly absent: ReadonlySet<string>
  /** What ended the reading early. */
  readonly problem: Error | undefined
}

/** Values asked in one request: most agents answer as many within a datagram, and refusals shrink it. */
const MAX_VALUES = 40
/** More rows than any table that a profile is about: a column that goes on past it never ends. */
const MAX_ROWS = 4_096
/** Requests that one reading may take, whatever a device answers. */
const MAX_REQUESTS = 400

interface Cursor {
  readonly oid: string
  readonly rows: Map<string, Varbind>
  last: string
  open: boolean
}

/** Asks a device for what a profile needs, several columns to a request. What was read before it fell silent is kept. */
export async function gather(
  session: DeviceSession,
  { scalars, columns }: Needs,
  isOver: () => boolean,
): Promise<Gathered> {
  const found = new Map<string, Varbind>()
  const cursors = columns.map((oid): Cursor => ({ oid, rows: new Map(), last: oid, open: true }))
  let problem: Error | undefined
  try {
    for (let at = 0; at < scalars.length; at += MAX_VALUES)
      for (const varbind of await getEach(session, scalars.slice(at, at + MAX_VALUES))) found.set(varbind.oid, varbind)
    await readColumns(session, cursors, isOver)
  } catch (error) {
    if (!isDeviceTrouble(error)) throw error
    problem = error
  }
  const absent = problem
    ? []
    : [
        ...scalars.filter((oid) => !found.has(oid)),
        ...cursors.filter(({ rows }) => rows.size === 0).map(({ oid }) => oid),
      ]
  return {
    scalars: found,
    columns: new Map(cursors.map(({ oid, rows }) => [oid, rows])),
    absent: new Set(absent),
    problem,
  }
}

/** Old agents fail the whole request for one missing value: halved until each is asked by itself. */
async function getEach(session: DeviceSession, oids: readonly string[]): Promise<Varbind[]> {
  try {
    const answer = await session.get(oids)
    return answer.filter((varbind) => !isException(varbind) && oids.includes(varbind.oid))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (oids.length === 1) return []
    const half = Math.ceil(oids.length / 2)
    return [...(await getEach(session, oids.slice(0, half))), ...(await getEach(session, oids.slice(half)))]
  }
}

async function readColumns(session: DeviceSession, cursors: readonly Cursor[], isOver: () => boolean): Promise<void> {
  let most = MAX_VALUES
  for (let asked = 0; asked < MAX_REQUESTS; asked++) {
    const open = cursors.filter((cursor) => cursor.open).slice(0, most)
    if (open.length === 0) return
    if (isOver()) throw new Cancelled('the profile took its time')
    const repetitions = Math.max(1, Math.floor(most / open.length))
    try {
      const lists = await session.getBulk(
        open.map(({ last }) => last),
        0,
        repetitions,
      )
      for (const [i, cursor] of open.entries()) take(cursor, lists[i] ?? [])
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (most === 1) open[0]!.open = false
      most = Math.max(1, Math.floor(Math.min(most, open.length * repetitions) / 2))
    }
  }
}

/** A column ends where its answers leave it, say nothing, or do not go forward. */
function take(cursor: Cursor, list: readonly Varbind[]): void {
  if (list.length === 0) cursor.open = false
  for (const varbind of list) {
    const isIn = varbind.oid.startsWith(`${cursor.oid}.`) && !isException(varbind)
    const index = varbind.oid.slice(cursor.oid.length + 1)
    if (!isIn || cursor.rows.has(index) || cursor.rows.size >= MAX_ROWS) {
      cursor.open = false
      return
    }
    cursor.rows.set(index, varbind)
    cursor.last = varbind.oid
  }
}
