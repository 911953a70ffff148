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
  /** `fast` ones are read at every poll, `slow` ones (identity, settings) every ten minutes and when something moved. */
  readonly pace: 'fast' | 'slow'
  /** Set on a 32-bit counter: the 64-bit column that makes it superfluous for an interface that has one. */
  readonly wide?: string
}

/** A column, with what it is recognised by in answers. */
export const defineColumn = (column: Omit<Column, 'prefix' | 'bytes'>): Column => ({
  ...column,
  prefix: `${column.oid}.`,
  bytes: encodeOid(column.oid),
})

const column =
  (entry: string, pace: Column['pace'], type: ColumnType = 'integer') =>
  (id: number, name: string): Column =>
    defineColumn({ name, oid: `${entry}.${id}`, type, pace })
const narrow = (entry: string, id: number, name: string, wide: string): Column =>
  defineColumn({ name, oid: `${entry}.${id}`, type: 'integer', pace: 'fast', wide })
const fast = column(IF_ENTRY, 'fast')
const fastX = column(IF_X_ENTRY, 'fast')
const slow = column(IF_ENTRY, 'slow')
const slowX = column(IF_X_ENTRY, 'slow')

/** Every column but the 32-bit twins of 64-bit counters. `ifIndex` is not read: it is what the rows are numbered by. */
export const columns: readonly Column[] = [
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
  slowX(19, 'ifCounterDiscontinuityTime'),
  fast(7, 'ifAdminStatus'),
  fast(8, 'ifOperStatus'),
  fast(9, 'ifLastChange'),
  fast(13, 'ifInDiscards'),
  fast(14, 'ifInErrors'),
  fast(19, 'ifOutDiscards'),
  fast(20, 'ifOutErrors'),
  fastX(6, 'ifHCInOctets'),
  fastX(7, 'ifHCInUcastPkts'),
  fastX(8, 'ifHCInMulticastPkts'),
  fastX(9, 'ifHCInBroadcastPkts'),
  fastX(10, 'ifHCOutOctets'),
  fastX(11, 'ifHCOutUcastPkts'),
  fastX(12, 'ifHCOutMulticastPkts'),
  fastX(13, 'ifHCOutBroadcastPkts'),
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
