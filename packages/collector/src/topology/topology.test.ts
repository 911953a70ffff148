import { topologyOf } from '@vonggac/model/inventory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallConfig } from '../testing/test-app.ts'
import { topologyDocument } from './document.ts'
import { topologyDot } from './dot.ts'
import { proposeParents } from './proposal.ts'
import type { NeighbourReport, SeenNeighbour } from './report.ts'

const sites = [
  {
    id: 'dc',
    name: { vi: 'Trung tâm', en: 'Centre' },
    kind: 'hub',
    devices: [{ id: 'core1', role: 'router', address: '10.0.0.1' }],
  },
  ...['a', 'b'].map((id, i) => ({
    id,
    name: { vi: id, en: id },
    kind: 'district',
    links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.${i + 1}.0.1` }],
    devices: [
      { id: 'rt1', role: 'router', address: `10.${i + 1}.0.1` },
      { id: 'sw1', role: 'switch', address: `10.${i + 1}.0.2` },
    ],
  })),
]
const config = smallConfig({ sites })
const topology = topologyOf(config)
const seen = (more: Partial<SeenNeighbour>): SeenNeighbour => ({
  protocol: 'lldp',
  localPort: 'p1',
  chassis: '',
  name: '',
  port: '',
  portDescription: '',
  addresses: [],
  platform: '',
  ...more,
})
const report = (device: string, ...neighbours: SeenNeighbour[]): NeighbourReport => ({
  device,
  at: 1,
  chassis: '',
  name: device.replace('/', '-'),
  neighbours,
})
const documentOf = (reports: readonly NeighbourReport[]) =>
  topologyDocument({ config, topology, reports, stateOf: () => 'ok', now: 2 })
const seenEdges = (reports: readonly NeighbourReport[]) =>
  documentOf(reports).edges.filter(({ kind }) => kind === 'seen')

test('what both ends tell, by two protocols and two ways to write a port, is one connection', () => {
  const edges = seenEdges([
    report('dc/core1', seen({ localPort: 'Gi0/1', name: 'A-RT1.example', port: 'ether1' })),
    report(
      'a/rt1',
      seen({ localPort: 'ether1', addresses: ['10.0.0.1'], port: 'GigabitEthernet0/1' }),
      seen({ localPort: 'ether1', protocol: 'cdp', name: 'core1', port: 'Gi0/1' }),
    ),
  ])
  expect(edges).toEqual([
    {
      kind: 'seen',
      ends: [
        { node: 'a/rt1', port: 'ether1' },
        { node: 'dc/core1', port: 'Gi0/1' },
      ],
      protocols: ['cdp', 'lldp'],
      both_ends: true,
    },
  ])
})

test('a name that several sites use means the one of the same site', () => {
  const [edge] = seenEdges([report('b/sw1', seen({ name: 'rt1' }))])
  expect(edge?.ends.map(({ node }) => node)).toEqual(['b/rt1', 'b/sw1'])
})

test('a switch that hangs on another site contradicts the inventory, and the way there may lead through the unknown', () => {
  const { contradictions, nodes } = documentOf([
    report('dc/core1', seen({ localPort: '1', name: 'a-rt1' }), seen({ localPort: '2', name: 'b-rt1' })),
    report('a/rt1', seen({ localPort: '2', chassis: '00:00:00:00:00:01', name: 'unmanaged' })),
    report('b/sw1', seen({ localPort: '8', chassis: '00:00:00:00:00:01' })),
  ])
  expect(contradictions).toMatchObject([{ device: 'b/sw1', declared: ['b/vnpt'], proposed: 'a/rt1' }])
  expect(nodes.find(({ kind }) => kind === 'external')).toMatchObject({ name: { en: 'unmanaged' }, site: null })
  expect(nodes.find(({ id }) => id === 'a/rt1')?.proposed_parent).toBe('dc/core1')
})

test('a network that is as the inventory says contradicts nothing', () => {
  const { contradictions } = documentOf([
    report('dc/core1', seen({ localPort: '1', name: 'a-rt1' })),
    report('a/rt1', seen({ localPort: '2', name: 'sw1' })),
  ])
  expect(contradictions).toEqual([])
})

const nasty = fc.constantFrom('', 'rt1', 'SW1', 'core1', 'a-rt1', '__proto__', 'constructor', '"];x', '10.0.0.1', 'x\\')
const anyReports = fc.uniqueArray(
  fc.record({
    device: fc.constantFrom('dc/core1', 'a/rt1', 'a/sw1', 'b/rt1', 'b/sw1', 'gone/rt9'),
    at: fc.constant(1),
    chassis: nasty,
    name: nasty,
    neighbours: fc.array(
      fc.record({
        protocol: fc.constantFrom('lldp', 'cdp'),
        localPort: fc.oneof(nasty, fc.string()),
        chassis: nasty,
        name: fc.oneof(nasty, fc.string()),
        port: nasty,
        portDescription: nasty,
        addresses: fc.array(nasty, { maxLength: 2 }),
        platform: nasty,
      }),
      { maxLength: 6 },
    ),
  }),
  { selector: ({ device }) => device, maxLength: 6 },
)

test('no proposal goes in circles, and the order of what was told changes nothing', () => {
  fc.assert(
    fc.property(anyReports, (reports) => {
      const document = documentOf(reports)
      const parents = new Map(document.nodes.map(({ id, proposed_parent }) => [id, proposed_parent]))
      for (const id of parents.keys()) {
        let steps = 0
        for (let at = parents.get(id); at; at = parents.get(at)) expect(++steps).toBeLessThan(parents.size)
      }
      const turned = reports.toReversed().map((one) => ({ ...one, neighbours: one.neighbours.toReversed() }))
      const again = documentOf(turned)
      expect(again.contradictions.map(({ device, proposed }) => [device, proposed])).toEqual(
        document.contradictions.map(({ device, proposed }) => [device, proposed]),
      )
      for (const line of topologyDot(document).trimEnd().split('\n')) expect(line).not.toMatch(/\p{Cc}/u)
    }),
  )
})

test('roots have no parent', () => {
  const ends = [
    { node: 'x', port: '' },
    { node: 'y', port: '' },
  ] as const
  expect([...proposeParents([{ ends, protocols: [], both: false }], ['x'], new Set(['x', 'y']))]).toEqual([['y', 'x']])
})

test('a quote or a backslash in a name stays inside of its string', () => {
  const dot = topologyDot(documentOf([report('a/sw1', seen({ localPort: 'a\\', name: 'x"];\nevil' }))]))
  expect(dot).toContain('label="x\\"]; evil"')
  expect(dot).toContain('"a\\\\"')
})
