import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@vonggac/model/inventory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressesOf } from './addresses.ts'
import { type Found, proposalYaml, propose } from './proposal.ts'

test('a range is its hosts, without network and broadcast', () => {
  expect(addressesOf('10.33.1.7/30')).toEqual(['10.33.1.5', '10.33.1.6'])
  expect(addressesOf('10.33.1.6/31')).toEqual(['10.33.1.6', '10.33.1.7'])
  expect(addressesOf('10.33.1.6/32')).toEqual(['10.33.1.6'])
  expect(addressesOf('10.33.0.0/20')).toHaveLength(4_094)
  expect(addressesOf('router.example.vn')).toEqual(['router.example.vn'])
})

test.for([
  ['10.0.0.0/8', /has 16777216 addresses: at most a \/20/],
  ['10.0.0.0/33', /expected a range such as/],
  ['fe80::/64', /expected a range such as/],
  ['10.0.0/24', /expected a range such as/],
  ['10.0.0.0/24/1', /expected a range such as/],
] as const)('%s is refused, saying what would be right', ([text, says]) => {
  expect(() => addressesOf(text)).toThrow(says)
})

const device = (more: Partial<Found>): Found => ({
  ...{ address: '10.33.1.1', sysName: '', sysDescr: '', sysObjectID: '', profile: undefined },
  ...more,
})

test.for([
  { sysName: 'RT1.tamky.gov.vn', id: 'rt1' },
  { sysName: 'Bộ định tuyến Đà Nẵng', id: 'bo-dinh-tuyen-da-nang' },
  { sysName: '"; rm -rf /', id: 'rm-rf' },
  { sysName: '🛰', id: 'device-10-33-1-1' },
  { sysName: 'x'.repeat(100), id: 'x'.repeat(63) },
])('$sysName becomes the id $id', ({ sysName, id }) => {
  expect(propose([device({ sysName })])[0]!.id).toBe(id)
})

test.for([
  { profile: 'apc', sysDescr: 'APC Web/SNMP Management Card', role: 'ups' },
  { profile: 'cisco-ios', sysDescr: 'Cisco IOS Software, C2960 Software', role: 'switch' },
  { profile: 'cisco-ios', sysDescr: 'Cisco IOS Software, ISR Software', role: 'router' },
  { profile: 'fortinet', sysDescr: '', role: 'firewall' },
  { profile: undefined, sysDescr: 'Linux web1 6.1.0', role: 'server' },
  { profile: undefined, sysDescr: 'something', role: 'other' },
])('a device of profile $profile that says "$sysDescr" is a $role', ({ profile, sysDescr, role }) => {
  expect(propose([device({ profile, sysDescr })])[0]!.role).toBe(role)
})

test.for(['123', '1e5', '0x1f', 'null', 'true', 'false', 'rt1', '4-west', '~'])(
  'a device that is called %s has an id that the configuration takes for a text',
  (sysName) => {
    const devices = proposalYaml(propose([device({ sysName })]), 'wan').replace(/^/gm, '      ')
    const text = `agents: [{id: hub, site: a, hub: true}]\nsnmp: {credentials: {wan: {version: 2c, community: {env: C}}}}\nsites:\n  - id: a\n    name: A\n    kind: hub\n    devices:\n${devices}`
    const dir = mkdtempSync(join(tmpdir(), 'vonggac-discovery-'))
    try {
      writeFileSync(join(dir, 'sites.yaml'), text)
      expect(loadConfig(dir).problems).toEqual([])
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
)

test('an id that the configuration has already is not proposed', () => {
  expect(propose([device({ sysName: 'rt1' })], ['rt1'])[0]!.id).toBe('rt1-2')
})

test('whatever devices call themselves, ids are unique and right, and what they say stays a comment', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('a', 'a\n- {id: evil}', '\u001b[31m'),
  )
  fc.assert(
    fc.property(fc.array(fc.record({ sysName: hostile, sysDescr: hostile }), { maxLength: 8 }), (said) => {
      const proposals = propose(said.map((more) => device(more)))
      expect(new Set(proposals.map(({ id }) => id)).size).toBe(said.length)
      for (const { id } of proposals) expect(id).toMatch(/^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
      const lines = proposalYaml(proposals, 'wan').split('\n').filter(Boolean)
      expect(lines.filter((line) => !line.startsWith('# '))).toHaveLength(said.length)
      for (const line of lines)
        expect(line).toMatch(/^(# [^\p{Cc}]*|- \{id: ["a-z0-9-]+, role: \w+, address: 10\.33\.1\.1, snmp: wan\})$/u)
    }),
  )
})
