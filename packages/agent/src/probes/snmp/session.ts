import type { Clock } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import { type Cells, cellsOf } from './cells.ts'
import type { ColumnKey } from './columns.ts'
import { CommunitySession } from './community-session.ts'
import { Exchange } from './exchange.ts'
import type { Keys } from './keys.ts'
import { wireVersion } from './message.ts'
import { SharedSockets } from './shared-socket.ts'
import { canonicalAddress } from './udp-sockets.ts'
import { openUsmSession } from './usm-session.ts'
import { isException, type Varbind } from './value.ts'

/**
 * A conversation with one device, the same for v1, v2c and v3. The caller owns it. What a device does not have is an exception
 * in its value's place; what it refuses as a whole rejects with `Refusal`, silence and garbage with `ProbeFailure`.
 */
export interface DeviceSession {
  /** Values of exactly these OIDs, in their order. */
  get(oids: readonly string[]): Promise<Varbind[]>
  /** What follows each of these OIDs, in their order; `endOfMibView` where nothing does. */
  getNext(oids: readonly string[]): Promise<Varbind[]>
  /** The first `single` OIDs once, then up to `repetitions` values of each other one: a list an OID. Works without GETBULK as well. */
  getBulk(oids: readonly string[], single: number, repetitions: number): Promise<Varbind[][]>
  /** One step along several table columns side by side. */
  table(step: TableStep): Promise<TableAnswer>
  /** A run begins: its first request waits behind those of runs that have begun. */
  begin?(): void
  /** Whether the device is asked by GETBULK: not by v1, and not after `stopBulk`. */
  readonly hasBulk: boolean
  /** From now on GETNEXT is used in place of GETBULK, which the device cannot answer. */
  stopBulk(): void
  /** Size of the last answer, bytes. */
  lastBytes(): number
  /** Ends the requests under way with this error. */
  cancel(reason: Error): void
  /** Idempotent. */
  close(): void
}

/** What one request asks of table columns. */
export interface TableStep {
  /** Scalars without their instance: asked once, before the columns. */
  readonly singles: readonly string[]
  /** Columns, each from behind the index that was seen last, negative for its beginning. */
  readonly columns: readonly { readonly column: ColumnKey; readonly last: number }[]
  readonly repetitions: number
}

export interface TableAnswer {
  readonly singles: readonly Varbind[]
  /** To be read before anything else is awaited. */
  readonly cells: Cells
  /** Size of the answer, bytes. */
  readonly bytes: number
}

/** How a device is talked to, whatever is asked. */
export type Conversation = Pick<SnmpConfig, 'credential' | 'requestTimeoutMs' | 'retries'>

/** What all sessions share: few sockets, whatever the number of devices. The caller owns it. */
export class Sessions {
  readonly exchange: Exchange
  readonly #clock: Clock
  readonly #shared = new SharedSockets()

  constructor(clock: Clock) {
    this.#clock = clock
    this.exchange = new Exchange(clock)
  }

  /** Opens a session with an address. No network traffic yet. */
  async open(address: string, config: Conversation, keys: Keys): Promise<DeviceSession> {
    if ('user' in keys)
      return await openUsmSession(address, config, keys, { clock: this.#clock, sockets: this.#shared })
    const { credential, requestTimeoutMs, retries } = config
    return new CommunitySession(this.exchange, {
      address: canonicalAddress(address),
      port: credential.port,
      family: address.includes(':') ? 'udp6' : 'udp4',
      version: credential.version === '1' ? wireVersion['1'] : wireVersion['2c'],
      // Memory of its own: Buffer.from would hold a whole slab of Node's pool for each device, 64 KiB.
      community: new Uint8Array(Buffer.from(keys.community)),
      requestTimeoutMs,
      tries: retries + 1,
      isFresh: true,
      answerMs: 0,
    })
  }

  /** Idempotent. */
  close(): void {
    this.exchange.close()
    this.#shared.close()
  }
}

/** GETBULK by GETNEXT: a request a repetition, for as long as there is something. */
export async function bulkByNext(
  session: Pick<DeviceSession, 'getNext'>,
  oids: readonly string[],
  { single, repetitions }: { single: number; repetitions: number },
): Promise<Varbind[][]> {
  const first = await session.getNext(oids)
  const lists = oids.map((_, i) => (first[i] ? [first[i]] : []))
  for (let repetition = 1; repetition < repetitions; repetition++) {
    const open = lists.slice(single).filter((list) => list.length === repetition && !isException(list.at(-1)!))
    if (open.length === 0) break
    const next = await session.getNext(open.map((list) => list.at(-1)!.oid))
    for (const [i, list] of open.entries()) if (next[i]) list.push(next[i])
  }
  return lists
}

/** A step along a table by the requests that every session has. */
export async function tableByVarbinds(session: DeviceSession, step: TableStep): Promise<TableAnswer> {
  const { singles, columns, repetitions } = step
  const oids = [...singles, ...columns.map(({ column, last }) => (last < 0 ? column.oid : column.prefix + last))]
  const lists = await session.getBulk(oids, singles.length, session.hasBulk ? repetitions : 1)
  return {
    singles: lists.slice(0, singles.length).flat(),
    cells: cellsOf(lists.slice(singles.length)),
    bytes: session.lastBytes(),
  }
}

/** Bounds of a subtree that is walked: more than any table of a device has, and fewer than fill the memory. */
const MAX_SUBTREE = 50_000
const SUBTREE_REPETITIONS = 20

/** Everything below an OID, in order, up to `limit` values. Ends where the device leaves the subtree or goes in circles. */
export async function walkSubtree(
  session: DeviceSession,
  root: string,
  limit: number = MAX_SUBTREE,
): Promise<Varbind[]> {
  const all: Varbind[] = []
  const seen = new Set<string>()
  let from = root
  for (;;) {
    const [list = []] = await session.getBulk([from], 0, SUBTREE_REPETITIONS)
    for (const varbind of list) {
      const isBelow = varbind.oid.startsWith(`${root}.`) && !isException(varbind)
      if (!isBelow || seen.has(varbind.oid) || all.length >= limit) return all
      seen.add(varbind.oid)
      all.push(varbind)
    }
    if (list.length === 0) return all
    from = list.at(-1)!.oid
  }
}
