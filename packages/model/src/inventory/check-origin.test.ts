import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { originOf } from './check-origin.ts'
import { expandChecks } from './expand-checks.ts'
import { loadConfig, loadTexts } from './load.ts'

const TEXT = `
providers: [{id: vnpt, name: VNPT}]
sites:
  - {id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tam-ky
    name: Tam Kỳ
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.1}]
    devices:
      - {id: rt1, role: router, address: 10.33.1.2, snmp: wan, tcp: [22], sip: true, h323: true}
      - {id: srv1, role: server, address: 10.33.1.10, agent: true}
services: [{id: web, name: Web, site: ttdl, checks: [{kind: tcp, host: 10.0.0.20, port: 443}, {kind: stamp, host: 10.0.0.21, id: far}]}]
snmp: {credentials: {wan: {version: 2c, community: {env: COMMUNITY}}}}
agents: [{id: hub, site: ttdl, hub: true, device: mon}, {id: tam-ky, site: tam-ky, reflector: {}}]
checks:
  - {match: "tam-ky/rt1/*@hub", interval: 2m}
  - {match: "**/tcp-*", timeout: 3s, set: {warnMs: 50}}
`
const { config, problems } = loadTexts([{ name: 'c.yaml', text: TEXT }])
if (!config) throw new Error(JSON.stringify(problems))
const checks = expandChecks(config)

test.for([
  ['tam-ky/vnpt/icmp@hub', 'link', 'sites.tam-ky.links.vnpt.gateway'],
  ['tam-ky/vnpt/traceroute@hub', 'link', 'sites.tam-ky.links.vnpt.gateway'],
  ['tam-ky/vnpt/stamp@hub', 'reflector', 'agents.tam-ky.reflector'],
  ['tam-ky/rt1/icmp@hub', 'device', 'sites.tam-ky.devices.rt1.address'],
  ['tam-ky/rt1/snmp@hub', 'device', 'sites.tam-ky.devices.rt1.snmp'],
  ['tam-ky/rt1/neighbours@hub', 'device', 'sites.tam-ky.devices.rt1.snmp'],
  ['tam-ky/rt1/tcp-22@hub', 'device', 'sites.tam-ky.devices.rt1.tcp'],
  ['tam-ky/rt1/sip@hub', 'device', 'sites.tam-ky.devices.rt1.sip'],
  ['tam-ky/rt1/h323@hub', 'device', 'sites.tam-ky.devices.rt1.h323'],
  ['tam-ky/srv1/host@tam-ky', 'agent', 'sites.tam-ky.devices.srv1.agent'],
  ['ttdl/mon/host@hub', 'agent', 'agents.hub.device'],
  ['ttdl/web/tcp-443@hub', 'written', 'services.web.checks.tcp-443'],
  ['ttdl/web/far@hub', 'written', 'services.web.checks.far'],
])('%s is there because of %s %s', ([id, from, key]) => {
  const check = checks.find((one) => one.id === id)
  expect(check, checks.map((one) => one.id).join('\n')).toBeDefined()
  expect(originOf(config, check!)).toMatchObject({ from, key })
})

test('what changed it is told in its order', () => {
  const check = checks.find(({ id }) => id === 'tam-ky/rt1/tcp-22@hub')!
  expect(originOf(config, check).tuned).toEqual([
    { match: 'tam-ky/rt1/*@hub', sets: ['interval'] },
    { match: '**/tcp-*', sets: ['timeout', 'warnMs'] },
  ])
})

test('every check of the example province has a key that stands in it', () => {
  const { config: example } = loadConfig(fileURLToPath(new URL('../../../../config', import.meta.url)))
  const wrong = expandChecks(example!).filter((check) => /undefined|\.$/.test(originOf(example!, check).key))
  expect(wrong.map(({ id }) => id)).toEqual([])
})
