import { expect, test } from 'vitest'
import { expandChecks } from './expand-checks.ts'
import { configSchema } from './schema.ts'
import { servicesOf } from './services-of.ts'

const site = (id: string) => ({
  id,
  name: id,
  links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.33.${id.length}.1` }],
  devices: [{ id: 'vc1', role: 'conference-endpoint', address: `10.33.${id.length}.20`, tcp: [5060] }],
})

const shape = (service: Record<string, unknown>) => {
  const config = configSchema.parse({
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [{ id: 'dc', name: 'dc', kind: 'hub' }, site('a'), site('bb')],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
    services: [
      {
        id: 'portal',
        name: 'Portal',
        site: 'dc',
        checks: ['server1', 'server2', 'database'].map((id, i) => ({
          kind: 'tcp',
          host: `10.0.0.${i + 1}`,
          port: 80,
          id,
        })),
        ...service,
      },
    ],
  })
  return servicesOf(config, expandChecks(config))[0]!
}

const DATABASE = 'dc/portal/database@hub'
const SERVER1 = 'dc/portal/server1@hub'
const SERVER2 = 'dc/portal/server2@hub'

test('a service is all of its own checks unless it says otherwise', () => {
  expect(shape({})).toEqual({
    node: 'dc/portal',
    id: 'portal',
    site: 'dc',
    kind: 'other',
    name: { vi: 'Portal', en: 'Portal' },
    rule: { kind: 'all' },
    members: [DATABASE, SERVER1, SERVER2],
  })
})

test('it uses checks of other things, but not what is only context', () => {
  const { members } = shape({ checks: [], uses: ['*/vc1/tcp-5060@hub', 'a/vnpt/**'] })
  expect(members).toEqual(['a/vc1/tcp-5060@hub', 'bb/vc1/tcp-5060@hub', 'a/vnpt/icmp@hub'])
})

test('a group is one member, and takes its checks away from the rest', () => {
  expect(shape({ groups: [{ rule: 'any', of: ['server1', 'server2'] }] }).members).toEqual([
    { rule: { kind: 'any' }, members: [SERVER1, SERVER2] },
    DATABASE,
  ])
})

test('a name in one group comes before the glob of another', () => {
  expect(shape({ groups: [{ of: ['dc/portal/*'] }, { rule: 'any', of: ['server2'] }] }).members).toEqual([
    { rule: { kind: 'all' }, members: [DATABASE, SERVER1] },
    { rule: { kind: 'any' }, members: [SERVER2] },
  ])
})

test('weights are by name, by glob, the last counts, and others weigh one', () => {
  const rule = { weights: { 'dc/portal/*': 2, server1: 5, '*/vc1/**': 0.5 } }
  expect(shape({ uses: ['a/vc1/tcp-5060@hub', 'a/vnpt/icmp@hub'], rule }).rule).toEqual({
    kind: 'weights',
    weights: [2, 5, 2, 0.5, 1],
    down: 50,
    degraded: 100,
  })
})

test('a group weighs by its id', () => {
  const rule = { weights: { web: 4 }, down: 30 }
  const { rule: composed } = shape({ rule, groups: [{ id: 'web', rule: { atLeast: 1 }, of: ['server1', 'server2'] }] })
  expect(composed).toMatchObject({ weights: [4, 1], down: 30 })
})
