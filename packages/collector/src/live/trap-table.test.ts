import type { Point } from '@vonggac/model'
import { expect, test } from 'vitest'
import { contextText, createTrapTable } from './trap-table.ts'

const trap = (at: number, more: Point['fields'] = {}, tags: Point['tags'] = {}): Point => ({
  measurement: 'snmp_trap',
  tags: {
    site: 'tam-ky',
    device: 'rt1',
    name: 'linkDown',
    oid: '1.3.6.1.6.3.1.1.5.3',
    version: '2c',
    agent: 'hub',
    ...tags,
  },
  fields: {
    sender: '10.33.1.1',
    summary: 'linkDown Gi0/0/1',
    effect: 'link-down',
    sysUpTimeInstance: 12_345n,
    ...more,
  },
  timestamp: at,
})
const MINUTE = 60_000

test('lists the newest first, those of a site or device, as many as are asked for', () => {
  const table = createTrapTable()
  table.put(trap(1))
  table.put(trap(2, { summary: 'x' }, { device: 'ups1' }))
  table.put(trap(3, {}, { site: 'hoi-an' }))
  expect(table.list({ limit: 2 }).map(({ at }) => at)).toEqual([3, 2])
  expect(table.list({ site: 'tam-ky', limit: 9 }).map(({ at }) => at)).toEqual([2, 1])
  expect(table.list({ site: 'tam-ky', device: 'rt1', limit: 9 })).toMatchObject([{ at: 1, uptime_s: 123.45 }])
})

test('a sender that floods pushes out its own traps and no others', () => {
  const table = createTrapTable()
  table.put(trap(0))
  for (let i = 1; i < 10_000; i++) table.put(trap(i, { sender: '192.0.2.1' }))
  const kept = table.list({ limit: 500 })
  expect(kept).toHaveLength(51)
  expect(kept.at(-1)).toMatchObject({ at: 0, sender: '10.33.1.1' })
})

test('the context of an incident is what was notable on its site in the ten minutes before, each news once', () => {
  const table = createTrapTable()
  table.put(trap(1, { summary: 'coldStart', effect: 'restart' }))
  table.put(trap(10 * MINUTE, {}))
  table.put(trap(11 * MINUTE - 12_000, { summary: 'upsTrapOnBattery', effect: 'ups-on-battery' }, { device: 'ups1' }))
  table.put(trap(11 * MINUTE - 400))
  table.put({ ...trap(11 * MINUTE - 300), fields: { sender: '10.33.1.1', summary: 'nothing' } })
  table.put(trap(11 * MINUTE - 200, {}, { site: 'hoi-an' }))
  expect(table.context('tam-ky', 11 * MINUTE).map((each) => contextText(each, 11 * MINUTE))).toEqual([
    'SNMP trap UPS on battery (upsTrapOnBattery) from ups1, 12 s before',
    'SNMP trap linkDown Gi0/0/1 from rt1, 0.4 s before',
  ])
})

test('a restart knows the last of them', () => {
  const table = createTrapTable()
  for (let i = 0; i < 200; i++) table.put(trap(i, { sender: `10.0.0.${i}` }))
  expect(createTrapTable(table.save()).list({ limit: 1 })).toMatchObject([{ at: 199 }])
})
