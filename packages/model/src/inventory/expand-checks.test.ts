import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check } from '../check.ts'
import { ConfigError } from '../errors.ts'
import { expandChecks, planFor } from './expand-checks.ts'
import { agentsOf } from './fleet.ts'
import { checkKinds, type ProbeKind } from './kinds/index.ts'
import { loadTexts } from './load.ts'
import { formatProblem } from './problem.ts'
import type { Config } from './schema.ts'
import { anyDraft, type Draft, filesOf } from './testdata/arbitrary-config.ts'
import { good } from './testdata/broken-configs/good.ts'
import { topologyOf } from './topology-of.ts'

function loaded(files: readonly { name: string; text: string }[]): Config {
  const { config, problems } = loadTexts(files)
  expect(problems.map(formatProblem)).toEqual([])
  return config!
}

const of = (draft: Draft, cut?: number): Config => loaded(filesOf(draft, cut))

const checksOf = (text: string): readonly Check[] => expandChecks(loaded([{ name: 'c.yaml', text }]))

const find = (checks: readonly Check[], id: string): Check | undefined => checks.find((check) => check.id === id)

test('what follows from a link, a router and a server with an agent', () => {
  const checks = checksOf(good)
  expect(checks.map(({ id }) => id)).toEqual([
    'tam-ky/@tam-ky/self@tam-ky',
    'tam-ky/rt1/neighbours@hub',
    'tam-ky/rt1/snmp@hub',
    'tam-ky/srv1/host@tam-ky',
    'tam-ky/srv1/icmp@hub',
    'tam-ky/vnpt/icmp@hub',
    'tam-ky/vnpt/traceroute@hub',
    'ttdl/@hub/self@hub',
    'ttdl/mon/host@hub',
  ])
  expect(find(checks, 'tam-ky/vnpt/icmp@hub')).toEqual({
    id: 'tam-ky/vnpt/icmp@hub',
    kind: 'icmp',
    target: '10.33.1.1',
    vantage: 'hub',
    node: 'tam-ky/vnpt',
    intervalMs: 10_000,
    timeoutMs: 8_000,
    tags: { site: 'tam-ky', link: 'vnpt', provider: 'vnpt' },
    config: { address: '10.33.1.1', periodMs: 1_000, lostAfterMs: 500, size: 56, lossRun: 3, warnLossPct: 5 },
  })
  expect(find(checks, 'tam-ky/rt1/snmp@hub')).toMatchObject({
    node: 'tam-ky/rt1',
    intervalMs: 60_000,
    tags: { site: 'tam-ky', device: 'rt1' },
    config: { address: '10.33.1.1', credential: { version: '2c', community: { env: 'COMMUNITY' }, port: 161 } },
  })
  expect(find(checks, 'tam-ky/srv1/host@tam-ky')).toMatchObject({ intervalMs: 15_000, vantage: 'tam-ky' })
})

test('the way of every link is traced from the hub every ten minutes, and raises nothing by itself', () => {
  expect(find(checksOf(good), 'tam-ky/vnpt/traceroute@hub')).toEqual({
    id: 'tam-ky/vnpt/traceroute@hub',
    kind: 'traceroute',
    target: '10.33.1.1',
    vantage: 'hub',
    node: 'tam-ky/vnpt',
    intervalMs: 600_000,
    timeoutMs: 30_000,
    context: true,
    tags: { site: 'tam-ky', link: 'vnpt', provider: 'vnpt' },
    config: { address: '10.33.1.1', method: 'auto', maxHops: 20, queries: 1, waitMs: 1_000 },
  })
})

test('the contract of a link sets when loss and latency are a warning', () => {
  const text = good.replace('gateway: 10.33.1.1', 'gateway: 10.33.1.1, sla: {loss: 0.5, latency: 40ms}')
  expect(find(checksOf(text), 'tam-ky/vnpt/icmp@hub')?.config).toMatchObject({ warnLossPct: 0.5, warnRttMs: 40 })
})

test('services and open ports are connected to from the hub', () => {
  const text = `${good.replace('agent: true', 'tcp: [22]')}services:
  - {id: web, name: Web, site: tam-ky, checks: [{kind: tcp, host: 10.33.1.10, port: 443, interval: 30s}, {kind: tcp, host: "::1", port: 443, id: v6}]}`
  const checks = checksOf(text)
  expect(find(checks, 'tam-ky/srv1/tcp-22@hub')).toMatchObject({
    target: '10.33.1.10:22',
    timeoutMs: 3_000,
    intervalMs: 15_000,
  })
  expect(find(checks, 'tam-ky/web/tcp-443@hub')).toMatchObject({
    intervalMs: 30_000,
    tags: { site: 'tam-ky', service: 'web' },
    config: { host: '10.33.1.10', port: 443 },
  })
  expect(find(checks, 'tam-ky/web/v6@hub')).toMatchObject({ target: '[::1]:443' })
})

test('a device that answers H.323 is called once a minute', () => {
  const checks = checksOf(good.replace('agent: true', 'agent: true, h323: true'))
  expect(find(checks, 'tam-ky/srv1/h323@hub')).toMatchObject({
    target: '10.33.1.10',
    intervalMs: 60_000,
    tags: { site: 'tam-ky', device: 'srv1' },
    config: { host: '10.33.1.10', mode: 'call' },
  })
})

test('a check of a service runs at the agent that it names', () => {
  const text = `${good}services:
  - {id: web, name: Web, site: ttdl, checks: [{kind: tcp, host: 10.33.1.10, port: 443, agent: tam-ky}]}`
  expect(find(checksOf(text), 'ttdl/web/tcp-443@tam-ky')).toMatchObject({
    vantage: 'tam-ky',
    node: 'ttdl/web',
    config: { host: '10.33.1.10', port: 443 },
  })
})

test('a check that runs more often than its time allows is cut short', () => {
  const text = `${good}services:
  - {id: web, name: Web, site: tam-ky, checks: [{kind: tcp, host: h, port: 1, interval: 2s}, {kind: icmp, address: h}]}`
  expect(find(checksOf(text), 'tam-ky/web/tcp-1@hub')).toMatchObject({ intervalMs: 2_000, timeoutMs: 2_000 })
  expect(find(checksOf(text), 'tam-ky/web/icmp@hub')).toMatchObject({ target: 'h', config: { periodMs: 1_000 } })
})

test('tuning: the later entry wins, and an option goes where the kind of check has it', () => {
  const checks = checksOf(`${good}checks:
  - {match: "**", interval: 1m, set: {warnLossPct: 7}}
  - {match: "**/vnpt/*", interval: 5s, set: {warnRttMs: 80}}
  - {match: ttdl/**, enabled: false}
  - {match: "*/rt1/*", timeout: 30s}`)
  expect(checks.map(({ id, intervalMs, timeoutMs }) => [id, intervalMs, timeoutMs])).toEqual([
    ['tam-ky/@tam-ky/self@tam-ky', 60_000, 5_000],
    ['tam-ky/rt1/neighbours@hub', 60_000, 30_000],
    ['tam-ky/rt1/snmp@hub', 60_000, 30_000],
    ['tam-ky/srv1/host@tam-ky', 60_000, 10_000],
    ['tam-ky/srv1/icmp@hub', 60_000, 8_000],
    ['tam-ky/vnpt/icmp@hub', 5_000, 5_000],
    ['tam-ky/vnpt/traceroute@hub', 5_000, 5_000],
  ])
  expect(find(checks, 'tam-ky/vnpt/icmp@hub')?.config).toMatchObject({ warnLossPct: 7, warnRttMs: 80 })
  expect(find(checks, 'tam-ky/rt1/snmp@hub')?.config).not.toHaveProperty('warnLossPct')
})

test('an agent gets its own checks, and one that does not exist is the operator’s mistake', () => {
  const config = loaded([{ name: 'c.yaml', text: good }])
  expect(planFor(config, 'tam-ky')).toMatchObject({
    agent: 'tam-ky',
    site: 'tam-ky',
    checks: [{ id: 'tam-ky/@tam-ky/self@tam-ky', node: 'tam-ky/@tam-ky' }, { id: 'tam-ky/srv1/host@tam-ky' }],
  })
  expect(planFor(config, 'hub').checks).toHaveLength(7)
  expect(() => planFor(config, 'tam-kyy')).toThrow(
    new ConfigError('the configuration has no agent `tam-kyy`; did you mean `tam-ky`?'),
  )
})

test('ids are unique and say node, name and vantage; vantages and nodes exist', () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const config = of(draft)
      const checks = expandChecks(config)
      const nodes = topologyOf(config).nodes.map(({ id }) => id)
      const agents = agentsOf(config).map(({ id }) => id)
      expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
      for (const { id, node, vantage, tags } of checks) {
        expect(id).toMatch(new RegExp(`^${node}/[a-z0-9-]+@${vantage}$`))
        expect(nodes).toContain(node)
        expect(agents).toContain(vantage)
        expect(tags.site).toBe(node.split('/')[0])
      }
    }),
  )
})

test('each check is as its probe wants it, and is done before it is due again', () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      for (const { kind, config, timeoutMs, intervalMs } of expandChecks(of(draft))) {
        expect(checkKinds[kind as ProbeKind].config.parse(config)).toEqual(config)
        expect(timeoutMs).toBeLessThanOrEqual(intervalMs)
      }
    }),
  )
})

test('the order of files, sites and services changes nothing', () => {
  fc.assert(
    fc.property(anyDraft, fc.nat(5), (draft, cut) => {
      const turned = { ...draft, sites: draft.sites.toReversed(), services: draft.services.toReversed() }
      const checks = expandChecks(of(draft))
      expect(expandChecks(of(turned, cut))).toEqual(checks)
      expect(expandChecks(loaded(filesOf(draft, cut).toReversed()))).toEqual(checks)
    }),
  )
})

test('a site more or less leaves the checks of all others as they are', () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const { id } = draft.sites.at(-1) as { id: string }
      fc.pre(draft.sites.length > 1)
      const services = draft.services.filter((service) => !('site' in service) || service.site !== id)
      const fewer = expandChecks(of({ ...draft, sites: draft.sites.slice(0, -1), services }))
      expect(expandChecks(of(draft)).filter(({ tags }) => tags.site !== id)).toEqual(fewer)
    }),
  )
})

test('the plans of all agents are all checks', () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const config = of(draft)
      const planned = agentsOf(config).flatMap(({ id }) => planFor(config, id).checks.map((check) => check.id))
      expect(planned.sort()).toEqual(expandChecks(config).map(({ id }) => id))
    }),
  )
})
