import { encodeOid } from './oid.ts'

/** The columns of IF-MIB (RFC 2863) that are read, and when. */

const IF_ENTRY = '1.3.6.1.2.1.2.2.1'
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1'

/**
 * How a value becomes a field: `integer` and `string` by what they are, `hardware` is a MAC address written `aa:bb:…`.
 * A value of another type than its column's is left out: it would give the field a second type in the store.
 */
export type ColumnType = 'integer' | 'string' | 'hardware'

/** A column as it is asked for and recognised. */
export interface ColumnKey {
  readonly oid: string
  /** `oid` with the dot behind it, and as the content bytes of BER. */
  readonly prefix: string
  readonly bytes: Uint8Array
  readonly type: ColumnType
}

/** One column of ifTable or ifXTable. */
export interface Column extends ColumnKey {
  /** Its name in the MIB: the field. `ifName` and `ifAlias` become tags. */
  readonly name: string
  /**
   * `fast` ones are read at every poll, `slow` ones (identity, settings) every ten minutes and when something moved, in between
   * they are remembered; `rare` ones are read with those, but what moves is not told again as if it had been read.
   */
  readonly pace: 'fast' | 'slow' | 'rare'
  /** Set on a counter that is looked at for wraps and resets: what it counts. */
  readonly counts?: 'octets' | 'packets'
  /** Set on a 32-bit counter: the 64-bit column that makes it superfluous for an interface that has one. */
  readonly wide?: string
}

/** A column, with what it is recognised by in answers. */
export const defineColumn = (column: Omit<Column, 'prefix' | 'bytes'>): Column => ({
  ...column,
  prefix: `${column.oid}.`,
  bytes: encodeOid(column.oid),
})

const counting = (name: string) => ({ counts: name.endsWith('Octets') ? 'octets' : 'packets' }) as const
const column =
  (entry: string, pace: Column['pace'], type: ColumnType = 'integer') =>
  (id: number, name: string): Column =>
    defineColumn({ name, oid: `${entry}.${id}`, type, pace })
const counter =
  (entry: string) =>
  (id: number, name: string): Column =>
    defineColumn({ name, oid: `${entry}.${id}`, type: 'integer', pace: 'fast', ...counting(name) })
const narrow = (entry: string, id: number, name: string, wide: string): Column =>
  defineColumn({ name, oid: `${entry}.${id}`, type: 'integer', pace: 'fast', wide, ...counting(name) })
const fast = column(IF_ENTRY, 'fast')
const count = counter(IF_ENTRY)
const countX = counter(IF_X_ENTRY)
const rare = column(IF_ENTRY, 'rare')
const slow = column(IF_ENTRY, 'slow')
const slowX = column(IF_X_ENTRY, 'slow')

/** Every column but the 32-bit twins of 64-bit counters. `ifIndex` only shows that there is a row: its number is that of the row. */
export const columns: readonly Column[] = [
  slow(1, 'ifIndex'),
  column(IF_ENTRY, 'slow', 'string')(2, 'ifDescr'),
  column(IF_X_ENTRY, 'slow', 'string')(1, 'ifName'),
  column(IF_X_ENTRY, 'slow', 'string')(18, 'ifAlias'),
  slow(3, 'ifType'),
  slow(4, 'ifMtu'),
  slow(5, 'ifSpeed'),
  slowX(15, 'ifHighSpeed'),
  column(IF_ENTRY, 'slow', 'hardware')(6, 'ifPhysAddress'),
  slowX(16, 'ifPromiscuousMode'),
  slowX(17, 'ifConnectorPresent'),
  slowX(14, 'ifLinkUpDownTrapEnable'),
  slowX(19, 'ifCounterDiscontinuityTime'),
  rare(15, 'ifInUnknownProtos'),
  rare(21, 'ifOutQLen'),
  fast(7, 'ifAdminStatus'),
  fast(8, 'ifOperStatus'),
  fast(9, 'ifLastChange'),
  count(13, 'ifInDiscards'),
  count(14, 'ifInErrors'),
  count(19, 'ifOutDiscards'),
  count(20, 'ifOutErrors'),
  countX(6, 'ifHCInOctets'),
  countX(7, 'ifHCInUcastPkts'),
  countX(8, 'ifHCInMulticastPkts'),
  countX(9, 'ifHCInBroadcastPkts'),
  countX(10, 'ifHCOutOctets'),
  countX(11, 'ifHCOutUcastPkts'),
  countX(12, 'ifHCOutMulticastPkts'),
  countX(13, 'ifHCOutBroadcastPkts'),
]

/** The 32-bit twins, read only where an interface lacks the 64-bit counter. */
export const narrowColumns: readonly Column[] = [
  narrow(IF_ENTRY, 10, 'ifInOctets', 'ifHCInOctets'),
  narrow(IF_ENTRY, 11, 'ifInUcastPkts', 'ifHCInUcastPkts'),
  narrow(IF_ENTRY, 12, 'ifInNUcastPkts', 'ifHCInMulticastPkts'),
  narrow(IF_ENTRY, 16, 'ifOutOctets', 'ifHCOutOctets'),
  narrow(IF_ENTRY, 17, 'ifOutUcastPkts', 'ifHCOutUcastPkts'),
  narrow(IF_ENTRY, 18, 'ifOutNUcastPkts', 'ifHCOutMulticastPkts'),
  narrow(IF_X_ENTRY, 2, 'ifInMulticastPkts', 'ifHCInMulticastPkts'),
  narrow(IF_X_ENTRY, 3, 'ifInBroadcastPkts', 'ifHCInBroadcastPkts'),
  narrow(IF_X_ENTRY, 4, 'ifOutMulticastPkts', 'ifHCOutMulticastPkts'),
  narrow(IF_X_ENTRY, 5, 'ifOutBroadcastPkts', 'ifHCOutBroadcastPkts'),
]
