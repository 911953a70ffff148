import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { expandChecks } from './expand-checks.ts'
import { agentsOf } from './fleet.ts'
import { loadConfig } from './load.ts'
import { formatProblem } from './problem.ts'

const { config, problems } = loadConfig(fileURLToPath(new URL('../../../../config', import.meta.url)))

test('the example province loads without a problem and without any secret', () => {
  expect(problems.map(formatProblem)).toEqual([])
})

test('it has the data centre and 33 units, numbered like their networks', () => {
  const kinds = Object.groupBy(config!.sites, ({ kind }) => kind)
  expect([kinds.hub?.length, kinds.district?.length, kinds.department?.length]).toEqual([1, 18, 15])
  for (const [n, site] of config!.sites.entries()) {
    for (const { address } of site.devices) expect(address).toMatch(new RegExp(`^10\\.33\\.${n}\\.`))
    for (const { gateway } of site.links) expect(gateway).toMatch(new RegExp(`^10\\.33\\.${n}\\.`))
    const [latitude, longitude] = site.location!
    expect(latitude > 15 && latitude < 16.1 && longitude > 107.2 && longitude < 108.8, site.id).toBe(true)
  }
  expect(config!.sites.filter(({ links }) => links.length === 2)).toHaveLength(8)
})

test('what is watched, by kind', () => {
  const kinds = Object.groupBy(expandChecks(config!), ({ kind }) => kind)
  expect(Object.fromEntries(Object.entries(kinds).map(([kind, checks]) => [kind, checks?.length]))).toEqual({
    certificate: 1,
    dns: 1,
    h323: 34,
    host: 7,
    http: 6,
    icmp: 104,
    imap: 1,
    journey: 2,
    mail_flow: 1,
    mail_posture: 1,
    neighbours: 35,
    ntp: 1,
    pop3: 1,
    self: 7,
    sip: 34,
    sip_call: 1,
    smtp: 3,
    snmp: 51,
    stamp: 2,
    stun: 1,
    tcp: 12,
    tls: 4,
    traceroute: 41,
  })
})

test('the hub sends few enough packets for its share of the processor', () => {
  const icmp = expandChecks(config!).filter(({ kind }) => kind === 'icmp')
  const perSecond = icmp.reduce((sum, check) => sum + 1_000 / Number(check.config.periodMs), 0)
  expect(perSecond).toBeLessThan(60)
  expect(agentsOf(config!).filter(({ hub }) => hub)).toMatchObject([{ id: 'hub', site: 'ttdl', device: 'mon1' }])
})
