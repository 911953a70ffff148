import type { Topology } from '@vonggac/model'
import { expect, test } from 'vitest'
import { impactOf, impactOfIncident, takesDown } from './affected.ts'
import { incident } from './testing/sample.ts'

const name = { vi: '', en: '' }
const node = (id: string, kind: Topology['nodes'][number]['kind'], parents: string[] = []) => ({
  id,
  kind,
  name,
  site: id.split('/')[0]!,
  parents,
})
const topology: Topology = {
  people: { a: 100, b: 30, 'dc/mail': 500, 'dc/web': 90 },
  nodes: [
    node('dc', 'hub'),
    node('dc/mail1', 'device', ['dc']),
    node('dc/mail', 'service', ['dc/mail1']),
    node('dc/web', 'service', ['dc']),
    node('a/vnpt', 'link', ['dc']),
    node('a/rt', 'device', ['a/vnpt']),
    node('b/vnpt', 'link', ['dc']),
    node('b/viettel', 'link', ['dc']),
    node('b/rt', 'device', ['b/vnpt', 'b/viettel']),
  ],
}
const nothing = { cutOff: [], weakened: [], links: [], devices: [], services: [], people: 0 }

test.for([
  { name: 'the only link', ids: ['a/vnpt'], impact: { cutOff: ['a'], devices: ['a/rt'], people: 100 } },
  { name: 'one of two links', ids: ['b/vnpt'], impact: { weakened: ['b'] } },
  {
    name: 'the other one of two',
    ids: ['b/viettel'],
    also: { down: ['b/vnpt'] },
    impact: { cutOff: ['b'], devices: ['b/rt'], people: 30 },
  },
  { name: 'a server', ids: ['dc/mail1'], impact: { services: ['dc/mail'], people: 500 } },
  {
    name: 'the hub, whose users are not added up',
    ids: ['dc'],
    impact: {
      cutOff: ['a', 'b'],
      links: ['a/vnpt', 'b/vnpt', 'b/viettel'],
      devices: ['dc/mail1', 'a/rt', 'b/rt'],
      services: ['dc/mail', 'dc/web'],
      people: 500,
    },
  },
  {
    name: 'a service that suffers from what still works',
    ids: [],
    also: { suffering: ['dc/web'] },
    impact: { services: ['dc/web'], people: 90 },
  },
  { name: 'what nobody knows', ids: ['z/rt'], impact: {} },
])('the impact of $name', ({ ids, also = {}, impact }) => {
  expect(impactOf(topology, ids, also)).toEqual({ ...nothing, ...impact })
})

test('an incident that several things share affects what is lost with all of them, and them as well', () => {
  const nodes = ['@provider/vnpt', 'a/vnpt', 'b/vnpt']
  const shared = { ...incident, node: '@provider/vnpt', nodes, cause: 'provider' as const, site: '' }
  expect(impactOfIncident(topology, shared, { takes: true })).toEqual({
    ...nothing,
    cutOff: ['a'],
    weakened: ['b'],
    links: ['a/vnpt', 'b/vnpt'],
    devices: ['a/rt'],
    people: 100,
  })
})

test('a local network that fails cuts its people off, though the link works', () => {
  const lan = { ...incident, node: 'b/@lan', nodes: ['b/@lan', 'b/rt'], cause: 'lan' as const, site: 'b' }
  expect(impactOfIncident(topology, lan, { takes: true })).toEqual({
    ...nothing,
    cutOff: ['b'],
    devices: ['b/rt'],
    people: 30,
  })
})

test.for([
  { cause: 'link' as const, reason: 'need-met: lost', takes: true },
  { cause: 'link' as const, reason: 'warn-met: 4 % loss', takes: false },
  { cause: 'check' as const, reason: 'need-met: interface down', takes: false },
  { cause: 'hub' as const, reason: 'hub-down: 31 of 33', takes: true },
])('an incident of cause $cause told as $reason', ({ cause, reason, takes }) => {
  expect(takesDown({ incident: { ...incident, cause }, reason })).toBe(takes)
})
