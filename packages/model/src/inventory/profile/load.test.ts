import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../load.ts'
import { formatProblem } from '../problem.ts'
import { loadProfileFile, loadProfiles } from './load.ts'

const said = (text: string, name = 'mine.yaml') => loadProfileFile(name, text).problems.map(formatProblem)

test.for<{ name: string; text: string; says: string[] }>([
  {
    name: 'an id that is not the name of its file',
    text: 'id: other\nname: x',
    says: ['mine.yaml:1:5: id: expected `mine`, the name of the file, so that it is found; or rename it'],
  },
  {
    name: 'a misspelt key',
    text: 'id: mine\nname: x\nsensor: []',
    says: ['mine.yaml:3:1: sensor: unknown key; did you mean `sensors`?'],
  },
  {
    name: 'an OID by name',
    text: 'id: mine\nname: x\nscalars: [{measurement: a, fields: {b: {oid: sysName.0}}}]',
    says: ['mine.yaml:3:46: scalars[0].fields.b.oid: expected a numeric OID such as 1.3.6.1.2.1.33.1.2.4.0'],
  },
  {
    name: 'a measurement that has other fields already',
    text: 'id: mine\nname: x\nscalars: [{measurement: cpu, fields: {b: 1.3.6.1.0}}]',
    says: [
      "mine.yaml:3:25: scalars[0].measurement: expected a measurement of the profile's own; `cpu` has fields of other types",
    ],
  },
  {
    name: 'a state that is none',
    text: 'id: mine\nname: x\nsensors: [{name: a, value: 1.3.6.1.0, states: {1: good}}]',
    says: [
      'mine.yaml:3:51: sensors[0].states.1: expected ok, warn, fail or absent, and a text behind a colon where it helps: "fail: on battery"',
    ],
  },
  {
    name: 'a pattern that is none',
    text: 'id: mine\nname: x\nmatch: [{sysObjectID: 1.3.6.1, sysDescr: "a("}]',
    says: ['mine.yaml:3:42: match[0].sysDescr: expected a regular expression'],
  },
  {
    name: 'a part that nobody has written',
    text: 'id: mine\nname: x\nextends: [ups]',
    says: ['mine.yaml:3:11: extends[0]: there is no profile `ups` that this one could extend'],
  },
])('$name is said where it stands', ({ text, says }) => {
  expect(said(text)).toEqual(says)
})

test('a profile has what it extends, its own behind it; computed fields are floating-point', () => {
  const { profiles } = loadProfileFile(
    'mine.yaml',
    'id: mine\nname: x\nextends: [ups-mib]\nscalars: [{measurement: a, fields: {b: 1.3.6.1.0, c: {oid: 1.3.6.2.0, scale: 0.1}}}]',
  )
  expect(profiles[0]!.sensors.length).toBeGreaterThan(3)
  expect(profiles[0]!.scalars.at(-1)!.fields).toEqual({
    b: { oid: '1.3.6.1.0', as: 'integer' },
    c: { oid: '1.3.6.2.0', as: 'float', scale: 0.1 },
  })
})

test('a configuration has the shipped profiles and its own, which may take the place of one; a device that names another is told', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-profiles-'))
  try {
    mkdirSync(join(dir, 'profiles'))
    writeFileSync(join(dir, 'profiles', 'apc.yaml'), 'id: apc\nname: ours')
    writeFileSync(
      join(dir, 'c.yaml'),
      'sites: [{id: a, name: A, devices: [{id: b, role: ups, address: 10.0.0.1, profile: apcc}, {id: c, role: ups, address: 10.0.0.2, profile: apc}]}]',
    )
    expect(loadProfiles(dir).profiles.find(({ id }) => id === 'apc')?.name).toBe('ours')
    expect(loadProfiles(dir).profiles.some(({ id }) => id === 'mikrotik')).toBe(true)
    expect(loadConfig(dir).problems.map(({ path, message }) => `${path}: ${message}`)).toContain(
      'sites.a.devices.b.profile: there is no profile `apcc`; did you mean `apc`?',
    )
    writeFileSync(join(dir, 'profiles', 'apc.yaml'), 'id: apc')
    expect(loadConfig(dir).problems.map(({ path, message }) => `${path}: ${message}`)).toContain(
      'name: is missing; expected a text',
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
})
