import { expect, expectTypeOf, test } from 'vitest'
import { chosen, is, last, matches, max, mean, rate, tag, times } from './expression.ts'
import { select, selectFrom, tagValues } from './influxql.ts'
import { identifier, string } from './quoting.ts'

test('a query of raw points has the time filter, buckets and a fill', () => {
  const { text } = select('ping', {
    policy: 'raw',
    columns: { latency: mean('average_response_ms') },
    where: [chosen('site', 'site')],
    every: true,
    by: ['site', 'link'],
  })
  expect(text).toBe(
    'SELECT mean("average_response_ms") AS "latency" FROM "raw"."ping" WHERE $timeFilter AND "site" =~ /^$site$/ GROUP BY time($__interval), "site", "link" fill(null)',
  )
})

test('a query at any resolution asks for the raw field and the rolled-up one', () => {
  const { text } = select('ping', { columns: { latency: mean('average_response_ms') }, every: true, by: ['link'] })
  const from = (expression: string) =>
    `(SELECT ${expression} AS "latency" FROM "$retention"."ping" WHERE $timeFilter GROUP BY time($__interval), "link" fill(none))`
  const raw = from('mean("average_response_ms")')
  const rolled = from('(sum("sum_average_response_ms") / sum("count_average_response_ms"))')
  expect(text).toBe(
    `SELECT max("latency") AS "latency" FROM ${raw}, ${rolled} WHERE $timeFilter GROUP BY time($__interval), "link" fill(null)`,
  )
})

test('an inner query keeps the bounds of time where the outer one has buckets', () => {
  const inner = select('interface', {
    policy: 'raw',
    columns: { bps: times(rate('ifHCInOctets'), 8) },
    every: true,
    fill: 'none',
    by: ['site', 'ifName'],
  })
  expect(selectFrom(inner, { columns: { busiest: max('bps') }, every: true, by: ['site'] }).text).toBe(
    'SELECT max("bps") AS "busiest" FROM (SELECT non_negative_derivative(max("ifHCInOctets"), 1s) * 8 AS "bps" FROM "raw"."interface" WHERE $timeFilter GROUP BY time($__interval), "site", "ifName" fill(none)) WHERE $timeFilter GROUP BY time($__interval), "site" fill(null)',
  )
})

test.for([
  ['a"b', '"a\\"b"'],
  ['a\\', '"a\\\\"'],
  ['dòng\nhai', '"dòng\\nhai"'],
])('the name %j is written %s', ([name, written]) => expect(identifier(name!)).toBe(written))

test.for([
  ["it's", "'it\\'s'"],
  ["\\' OR 1=1", "'\\\\\\' OR 1=1'"],
])('the text %j is written %s', ([text, written]) => expect(string(text!)).toBe(written))

test('the values of a tag, narrowed by a variable', () => {
  expect(tagValues('ping', 'link', [chosen('site', 'site')])).toBe(
    'SHOW TAG VALUES FROM "ping" WITH KEY = "link" WHERE "site" =~ /^$site$/',
  )
})

test('what is not measured does not compile', () => {
  // @ts-expect-error no such field
  select('ping', { columns: { latency: mean('averge_response_ms') } })
  // @ts-expect-error a field of another measurement
  select('ping', { columns: { used: mean('used_percent') } })
  // @ts-expect-error a tag is not something to calculate with
  select('check', { columns: { kind: last('kind') } })
  // @ts-expect-error no such tag
  select('ping', { columns: { latency: mean('average_response_ms') }, by: ['ifName'] })
  // @ts-expect-error no such measurement
  select('pong', { columns: {} })
  const inner = select('check', {
    columns: { status: last('status'), kind: tag('kind') },
    where: [is('kind', 'icmp')],
    by: ['site'],
  })
  // @ts-expect-error not a column of the inner query
  selectFrom(inner, { columns: { worst: max('state') } })
  // @ts-expect-error not a tag of the inner query
  selectFrom(inner, { columns: { worst: max('status') }, by: ['link'] })
  expectTypeOf(inner.columns).toEqualTypeOf<'status' | 'kind' | undefined>()
  expect(matches('name', /^(sd|vd)/).text).toBe('"name" =~ /^(sd|vd)/')
})
