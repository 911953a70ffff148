import type { FieldValue } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interfaceNames, interfacePoints, neededNarrow, usedNarrow } from './interfaces.ts'
import type { Rows } from './walk.ts'

const rowsOf = (rows: Record<number, Record<string, FieldValue>>): Rows =>
  new Map(Object.entries(rows).map(([index, row]) => [Number(index), new Map(Object.entries(row))]))

test.for([
  { name: 'ifName first', row: { ifName: 'Gi1', ifDescr: 'GigabitEthernet1' }, called: 'Gi1' },
  {
    name: 'ifDescr where the name is empty',
    row: { ifName: '', ifDescr: 'GigabitEthernet1' },
    called: 'GigabitEthernet1',
  },
  { name: 'the ifIndex where there is neither', row: { ifDescr: ' ' }, called: '4' },
])('an interface is called by $name', ({ row, called }) => {
  expect(interfaceNames(rowsOf({ 4: row })).get(4)).toBe(called)
})

test('names are unique, whatever a device calls its interfaces, and do not depend on their order', () => {
  const name = fc.constantFrom('a', 'a#1', 'a#2', 'a#1#1', 'b', '', '1', '2')
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), (all) => {
      const rows = rowsOf(Object.fromEntries(all.map((ifName, i) => [i + 1, { ifName }])))
      const names = interfaceNames(rows)
      expect(new Set(names.values()).size).toBe(all.length)
      expect(new Map([...interfaceNames(new Map([...rows].reverse()))].reverse())).toEqual(names)
    }),
  )
})

test('32-bit counters are left out for the very interfaces that have the 64-bit ones', () => {
  const rows = rowsOf({
    2: { ifName: 'b', ifInOctets: 1n, ifHCInOctets: 2n, ifOutOctets: 3n },
    1: { ifName: 'a', ifInOctets: 4n, ifAlias: 'uplink' },
  })
  expect(interfacePoints(rows)).toEqual([
    { measurement: 'interface', tags: { ifName: 'a', ifAlias: 'uplink' }, fields: { ifIndex: 1n, ifInOctets: 4n } },
    { measurement: 'interface', tags: { ifName: 'b' }, fields: { ifIndex: 2n, ifHCInOctets: 2n, ifOutOctets: 3n } },
  ])
  expect(neededNarrow(rows).map(({ name }) => name)).toContain('ifInOctets')
  expect(usedNarrow(rows).map(({ name }) => name)).toEqual(['ifInOctets', 'ifOutOctets'])
})
