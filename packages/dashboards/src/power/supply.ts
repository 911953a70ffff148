import { type Expression, is, last, max, min } from '../expression.ts'
import { select, selectFrom } from '../influxql.ts'
import type { FieldOf, Measurement } from '../measurement.ts'
import { BY, drawn, here } from './selection.ts'

/** Where a figure of a power supply stands: UPS-MIB has tables of its lines for some, makers' MIBs single values. */
type Place = {
  [M in Measurement]: { readonly from: M; readonly field: FieldOf<M> }
}['ups' | 'ups_eaton' | 'ups_input' | 'ups_output' | 'ups_eaton_output']

export const figures = {
  charge: [
    { from: 'ups', field: 'battery_charge_percent' },
    { from: 'ups_eaton', field: 'battery_charge_percent' },
  ],
  left: [
    { from: 'ups', field: 'time_left_s' },
    { from: 'ups_eaton', field: 'time_left_s' },
  ],
  load: [
    { from: 'ups_output', field: 'load_percent' },
    { from: 'ups', field: 'output_load_percent' },
    { from: 'ups_eaton_output', field: 'load_percent' },
  ],
  input: [
    { from: 'ups_input', field: 'voltage' },
    { from: 'ups', field: 'input_voltage' },
  ],
  output: [
    { from: 'ups_output', field: 'voltage' },
    { from: 'ups', field: 'output_voltage' },
    { from: 'ups_eaton_output', field: 'voltage' },
  ],
} as const satisfies Record<string, readonly Place[]>
export type Figure = keyof typeof figures

export const isOutput = is('type', 'output')

type How = <F extends string>(field: F) => Expression<F>

/** The worst of its lines counts, and of two places that tell the same. */
export const worstOf: Readonly<Record<Figure, How>> = {
  charge: min,
  left: min,
  load: max,
  input: min,
  output: min,
}

/** The newest of a figure, under its own name, a row a place. */
const newest = <N extends Figure>(name: N) =>
  figures[name].map(({ from, field }) =>
    select(from, { policy: 'raw', columns: columnOf(name, last(field as never)), where: here, by: BY }),
  )

const columnOf = <N extends string>(name: N, expression: Expression<never>) =>
  ({ [name]: expression }) as Readonly<Record<N, Expression<never>>>

/**
 * Where each supply takes its power from, in the way that is the same for all makers: 0 the mains, 1 neither quite (a bypass, a booster),
 * 2 the battery, or nothing goes out any more, 3 not known.
 */
export const sources = selectFrom(
  select('sensor', {
    policy: 'raw',
    columns: { source: last('status') },
    where: [...here, isOutput],
    by: [...BY, 'sensor'],
  }),
  { columns: { source: max('source') }, by: BY },
)

/** Supplies as they are now. Figures of one MIB table each, to be joined: InfluxDB keeps measurements apart. */
export const asTheyAre = {
  battery: selectFrom([...newest('charge'), ...newest('left')], {
    columns: { charge: min('charge'), left: min('left') },
    by: BY,
  }),
  input: selectFrom(newest('input'), { columns: { input: min('input') }, by: BY }),
  output: selectFrom([...newest('load'), ...newest('output')], {
    columns: { load: max('load'), output: min('output') },
    by: BY,
  }),
}

/** A figure over time, a curve for each supply that is drawn. */
export const course = <N extends Figure>(name: N) =>
  selectFrom(
    figures[name].map(({ from, field }) =>
      select(from, {
        columns: columnOf(name, worstOf[name](field as never)),
        where: drawn,
        every: true,
        by: BY,
      }),
    ),
    { columns: columnOf(name, worstOf[name](name) as never), every: true, by: BY },
  )

/** The lowest charge of each site in the time shown: for an order. */
export const emptiest = selectFrom(
  figures.charge.map(({ from, field }) => select(from, { columns: { charge: min(field) }, where: here, by: ['site'] })),
  { columns: { charge: min('charge') }, by: ['site'] },
)
