import { expect, test } from 'vitest'
import { expandChecks, planFor } from './expand-checks.ts'
import { loadTexts } from './load.ts'

const sites = `
providers: [{id: vnpt, name: VNPT}, {id: viettel, name: Viettel}]
sites:
  - {id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tam-ky
    name: Tam Kỳ
    links:
      - {id: viettel, provider: viettel, role: backup, gateway: 10.34.1.1}
      - {id: vnpt, provider: vnpt, gateway: 10.33.1.1, sla: {loss: 1}}
    devices: [{id: srv1, role: server, address: 10.33.1.10, agent: true}, {id: srv2, role: server, address: 10.33.1.11}]
  - {id: lab, name: Lab, devices: [{id: pc, role: server, address: 10.40.0.2, agent: lab}]}
`
const HUB = '{id: hub, site: ttdl, hub: true, device: mon}'

function configOf(...agents: string[]) {
  const { config, problems } = loadTexts([
    { name: 'c.yaml', text: `${sites}agents: [${[HUB, ...agents].join(', ')}]\n` },
  ])
  expect(problems).toEqual([])
  return config!
}

const stampChecks = (...agents: string[]) => expandChecks(configOf(...agents)).filter(({ kind }) => kind === 'stamp')

test('the hub measures the path to an agent with a reflector, as evidence about the primary link of its site', () => {
  expect(stampChecks('{id: tam-ky, site: tam-ky, reflector: {key: {env: STAMP_KEY}}}')).toEqual([
    {
      id: 'tam-ky/vnpt/stamp@hub',
      kind: 'stamp',
      target: '10.33.1.10:862',
      vantage: 'hub',
      node: 'tam-ky/vnpt',
      intervalMs: 60_000,
      timeoutMs: 15_000,
      tags: { site: 'tam-ky', link: 'vnpt', provider: 'vnpt' },
      config: {
        host: '10.33.1.10',
        port: 862,
        key: { env: 'STAMP_KEY' },
        profile: 'light',
        lostAfterMs: 1_000,
        codec: 'g711-plc',
        warnLossPct: 1,
        warnJitterMs: 30,
        warnMos: 3.6,
      },
    },
  ])
})

test('of a site without a link the device is what is measured', () => {
  const [check] = stampChecks('{id: lab, site: lab, reflector: {listen: "10.40.0.3:8620"}}')
  expect(check).toMatchObject({ id: 'lab/pc/stamp@hub', target: '10.40.0.3:8620', tags: { site: 'lab', device: 'pc' } })
})

test('two reflectors on a site have names of their own; an agent without one, and the hub itself, are not measured', () => {
  const two = ['{id: tam-ky, site: tam-ky, reflector: {}}', '{id: second, site: tam-ky, device: srv2, reflector: {}}']
  expect(stampChecks(...two).map(({ id }) => id)).toEqual([
    'tam-ky/vnpt/stamp-second@hub',
    'tam-ky/vnpt/stamp-tam-ky@hub',
  ])
  expect(stampChecks()).toEqual([])
  expect(expandChecks(configOf()).some(({ kind }) => kind === 'stamp')).toBe(false)
})

test('a reflector answers all other agents whose machine is known, and whom its entry names', () => {
  const config = configOf(
    '{id: tam-ky, site: tam-ky, reflector: {peers: [10.99.0.0/16, 10.0.0.10], packetsPerSecond: 50}}',
  )
  expect(planFor(config, 'tam-ky').reflector).toEqual({
    listen: { address: '0.0.0.0', port: 862 },
    peers: ['10.0.0.10', '10.40.0.2', '10.99.0.0/16'],
    packetsPerSecond: 50,
  })
  expect(planFor(config, 'hub')).not.toHaveProperty('reflector')
})

test('a longer stream gets the time that it takes, as far as the interval allows', () => {
  const text = `${sites}agents: [${HUB}, {id: tam-ky, site: tam-ky, reflector: {}}]
checks:
  - {match: "tam-ky/**", set: {durationMs: 40000}}
`
  const { config } = loadTexts([{ name: 'c.yaml', text }])
  expect(expandChecks(config!).find(({ kind }) => kind === 'stamp')).toMatchObject({ timeoutMs: 43_500 })
})
