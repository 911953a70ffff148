import { type Expression, growth, last, max, rate, slope, times } from '../expression.ts'
import { type Query, select, selectFrom } from '../influxql.ts'
import type { FieldOf } from '../measurement.ts'
import { each, interfaces } from './selection.ts'

type Counter = FieldOf<'interface'>

/** An interface's octets are counted in 64 bits; only devices with SNMP v1, or very old ones, have nothing but the 32-bit counters. */
const OCTETS = {
  in: { wide: 'ifHCInOctets', narrow: 'ifInOctets' },
  out: { wide: 'ifHCOutOctets', narrow: 'ifOutOctets' },
} as const satisfies Record<string, { wide: Counter; narrow: Counter }>

/** ifHighSpeed is in Mbit/s. */
const MBPS = 1_000_000

/** What an interface carries, and what it could, bits a second: a curve for each that is drawn. */
export const carried = (way: 'in' | 'out') => {
  const { wide, narrow } = OCTETS[way]
  return [
    select('interface', { ...each, columns: { bps: times(rate(wide), 8), speed: times(max('ifHighSpeed'), MBPS) } }),
    select('interface', { ...each, columns: { bps: times(rate(narrow), 8), speed: max('ifSpeed') } }),
  ] as const
}

export const ROW = ['device', 'ifName', 'ifAlias'] as const

/** Interfaces as they are now: rows with a part of the columns each, for one query over all of them. */
export function asTheyAre(): readonly Query<'oper' | 'admin' | 'speed' | 'in' | 'out', (typeof ROW)[number]>[] {
  const newest = <C extends string>(columns: Readonly<Record<C, Expression<Counter>>>) =>
    select('interface', { policy: 'raw', where: interfaces, by: ROW, columns })
  return [
    newest({ oper: last('ifOperStatus'), admin: last('ifAdminStatus'), speed: times(last('ifHighSpeed'), MBPS) }),
    newest({ speed: last('ifSpeed') }),
    newest({ in: times(slope(OCTETS.in.wide), 8), out: times(slope(OCTETS.out.wide), 8) }),
    newest({ in: times(slope(OCTETS.in.narrow), 8), out: times(slope(OCTETS.out.narrow), 8) }),
  ]
}

/** How much each of the chosen interfaces carried in the time shown, whatever the unit: for an order. */
export const busyness = selectFrom(
  (['ifHCInOctets', 'ifHCOutOctets', 'ifInOctets', 'ifOutOctets'] as const).map((counter) =>
    select('interface', { columns: { octets: growth(counter) }, where: interfaces, by: ['ifName'] }),
  ),
  { columns: { octets: max('octets') }, by: ['ifName'] },
)
