import { expect, test } from 'vitest'
import { columns } from '../../packages/agent/src/probes/snmp/columns.ts'
import { measurements } from '../../packages/dashboards/src/measurement.ts'
import { fieldsOf, ownMeasurements } from '../../packages/model/src/inventory/measurement-catalogue.ts'

test('rules may name every field that dashboards ask for', () => {
  // Written by the collector, past the rules.
  const others = ['incident', 'collector', 'link_state', 'on_call', 'resolution']
  const asked = Object.entries(measurements).filter(([name]) => !others.includes(name))
  const unknown = asked.flatMap(([name, { fields }]) =>
    ownMeasurements.includes(name) ? fields.filter((field) => fieldsOf(name)?.includes(field) === false) : [name],
  )
  expect(unknown).toEqual([])
})

test('rules may name every column of an interface', () => {
  const names = columns.map(({ name }) => name).filter((name) => !['ifName', 'ifAlias'].includes(name))
  expect(names.filter((name) => !fieldsOf('interface')?.includes(name))).toEqual([])
})
