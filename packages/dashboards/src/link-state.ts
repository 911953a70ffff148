import { type Condition, type Expression, max, over, plus, sum, times } from './expression.ts'
import { type Query, select, selectFrom } from './influxql.ts'
import type { TagOf } from './measurement.ts'
import { identifier } from './quoting.ts'

/** Questions to measurement `link_state`: availability as measured time, against what the contract promises. */

type Tag = TagOf<'link_state'>
export type Account = 'availability' | 'promised' | 'margin' | 'outages' | 'down'
type Sums = 'up' | 'down' | 'outages' | 'promised'

const sums = {
  up: sum('up_s'),
  down: sum('down_s'),
  outages: sum('outages'),
  promised: max('sla_availability_pct'),
} as const

/** Of the seconds in which the state was known, those in which it was up, per cent. */
const share: Expression<Sums> = times(over({ text: '"up"', rolled: '"up"' }, plus(known('up'), known('down'))), 100)

function known(name: Sums): Expression<Sums> {
  const text = identifier(name)
  return { text, rolled: text }
}

/** Where nothing is known there is no availability: not 0. */
const somethingKnown: Condition<Sums> = { text: '"up" + "down" > 0' }

const accountFrom = <B extends Tag>(inner: Query<Sums, B>, by: readonly B[]): Query<Account, B> =>
  selectFrom(inner, {
    columns: {
      availability: share,
      promised: known('promised'),
      margin: { text: `${share.text} - "promised"`, rolled: `${share.rolled} - "promised"` },
      outages: known('outages'),
      down: known('down'),
    },
    where: [somethingKnown],
    by,
  })

/** The account of the range shown. */
export const accountOf = <B extends Tag>(where: readonly Condition<Tag>[], by: readonly B[]): Query<Account, B> =>
  accountFrom(select('link_state', { columns: sums, where, by }), by)

/**
 * The same where the range is a month or more and must have its last minutes, too: from 5-minute sums, and from raw points of the last two
 * hours, which the rollups may not have yet. At the seam up to five minutes count twice, on both sides of the fraction.
 */
export function monthOf<B extends Tag>(where: readonly Condition<Tag>[], by: readonly B[]): Query<Account, B> {
  const part = (how: 'text' | 'rolled', policy: string, side: string) =>
    [
      `(SELECT ${Object.entries(sums)
        .map(([name, column]) => `${column[how]} AS ${identifier(name)}`)
        .join(', ')}`,
      `FROM ${identifier(policy)}.${identifier('link_state')}`,
      `WHERE ${['$timeFilter', side, ...where.map(({ text }) => text)].join(' AND ')}`,
      `GROUP BY ${by.map(identifier).join(', ')})`,
    ].join(' ')
  const both = [
    part('rolled', 'five_minutes', `time < now() - ${SEAM}`),
    part('text', 'raw', `time >= now() - ${SEAM}`),
  ].join(', ')
  const added = `SELECT sum("up") AS "up", sum("down") AS "down", sum("outages") AS "outages", max("promised") AS "promised"`
  return accountFrom({ text: `${added} FROM ${both} GROUP BY ${by.map(identifier).join(', ')}` }, by)
}

/** From here on raw points are asked: continuous queries look back an hour, and late hours are rolled up again soon after their end. */
const SEAM = '2h'

/** How available links were in each bucket of time. */
export const availabilityCourse = <B extends Tag>(
  where: readonly Condition<Tag>[],
  by: readonly B[],
): Query<'availability', B> =>
  selectFrom(
    select('link_state', { columns: { up: sums.up, down: sums.down }, where, by, every: true, fill: 'none' }),
    {
      columns: { availability: share as Expression<'up' | 'down'> },
      where: [somethingKnown as Condition<'up' | 'down'>],
      by,
    },
  )
