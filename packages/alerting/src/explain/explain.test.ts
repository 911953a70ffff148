import { expandChecks, loadTexts, onCallOf, plannedWork } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'

const TEXT = `
providers: [{id: vnpt, name: VNPT}, {id: viettel, name: Viettel}]
sites:
  - {id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tam-ky
    name: Tam Kỳ
    kind: district
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.1}, {id: viettel, provider: viettel, role: backup, gateway: 10.34.1.1}]
    devices:
      - {id: rt1, role: router, address: 10.33.1.1, snmp: wan}
      - {id: srv1, role: server, address: 10.33.1.10, agent: true, behind: rt1}
snmp: {credentials: {wan: {version: 2c, community: {env: COMMUNITY}}}}
agents: [{id: hub, site: ttdl, hub: true, device: mon}]
alerts:
  rules:
    - {match: "*/srv1/**", need: 4, of: 5, severity: warning, hold: 1m}
    - {match: "tam-ky/**", need: 2, of: 2}
    - {id: memory, above: 97, exceptions: [{where: {site: tam-ky}, above: 90, clear: 80, severity: critical}]}
    - {id: disk-full, enabled: false}
    - {id: room, measurement: room, field: temp, below: 5, for: 5m, where: {role: server, tags: {sensor: "a*"}}}
  maintenance: [{id: backup, match: ["tam-ky/srv1"], hours: "01:00-03:00"}]
oncall:
  people:
    - {id: an, name: An, phone: "0900000001", email: an@x.vn, quiet: {hours: "22:00-06:00"}}
    - {id: binh, name: Bình, email: binh@x.vn}
  rotas: [{id: net, layers: [{people: [an, binh], every: 1w, from: "2026-11-02 08:00"}]}]
  channels:
    - {id: sms, kind: sms, url: "http://x.vn/send"}
    - {id: mail, kind: email, host: mx, from: a@x.vn}
    - {id: hook, kind: webhook, url: "http://x.vn"}
  notify: [{severity: critical, channels: [hook]}]
  escalations:
    - id: tam-ky
      match: ["tam-ky/**"]
      levels: [{notify: ["rota:net"], channels: [sms, mail]}, {after: 15m, notify: [binh], channels: [sms, mail]}]
`
const { config, problems } = loadTexts([{ name: 'c.yaml', text: TEXT }])
if (!config) throw new Error(JSON.stringify(problems))
const checks = expandChecks(config)

/** 02:00 on Wednesday, 4 November 2026 in Việt Nam: the first week of An. */
const AT = Date.UTC(2026, 10, 3, 19)
const said = (id: string, at = AT, silences: Parameters<typeof explain>[1]['silences'] = []) =>
  explain(id, { config, checks, onCall: onCallOf(config), maintenance: plannedWork(config, at, at + 1), silences }, at)

test('there is no explanation of a check that there is not', () => {
  expect(said('tam-ky/srv1/host@hub')).toBeUndefined()
})

test('the rule that applies, and those that come too late', () => {
  expect(said('tam-ky/srv1/host@tam-ky')!.rule).toEqual({
    match: '*/srv1/**',
    severity: 'warning',
    need: 4,
    of: 5,
    clear: 2,
    hold_ms: 60_000,
    passed_over: ['tam-ky/**'],
  })
  expect(said('ttdl/mon/host@hub')!.rule).toMatchObject({
    match: null,
    severity: null,
    need: 2,
    of: 3,
    passed_over: [],
  })
})

test('rules on fields of what the check measures, with the exception that applies', () => {
  const { fields } = said('tam-ky/srv1/host@tam-ky')!
  expect(fields.find(({ id }) => id === 'memory')).toEqual({
    id: 'memory',
    measurement: 'mem',
    field: 'used_percent',
    built_in: true,
    bad: 'above 90, until 80, for 10m',
    severity: 'critical',
    exception: 1,
    tags: {},
    enabled: true,
  })
  expect(fields.find(({ id }) => id === 'room')).toMatchObject({
    bad: 'below 5, for 5m',
    tags: { sensor: 'a*' },
    built_in: false,
  })
  expect(fields.map(({ id }) => id)).toEqual(['memory', 'cpu', 'inodes', 'room'])
  expect(said('ttdl/mon/host@hub')!.fields[0]).toMatchObject({ bad: 'above 97, for 10m', exception: null })
})

test('what the thing is reached through, up to the hub, each once', () => {
  expect(said('tam-ky/srv1/host@tam-ky')!.way.map(({ node, through }) => [node, through])).toEqual([
    ['tam-ky/srv1', ['tam-ky/rt1']],
    ['tam-ky/rt1', ['tam-ky/vnpt', 'tam-ky/viettel']],
    ['tam-ky/vnpt', ['ttdl']],
    ['tam-ky/viettel', ['ttdl']],
    ['ttdl', []],
  ])
})

test('who is told at this hour: the shift, quiet hours, and the channel that a person has no address for', () => {
  const [critical, warning] = said('tam-ky/vnpt/icmp@hub')!.told
  const an = {
    source: 'rota:net',
    person: { id: 'an', name: 'An' },
    until: Date.UTC(2026, 10, 9, 1),
    quiet_until: null,
    ways: [
      { channel: 'sms', lacks: null },
      { channel: 'mail', lacks: null },
    ],
  }
  const binh = {
    source: 'binh',
    person: { id: 'binh', name: 'Bình' },
    until: null,
    quiet_until: null,
    ways: [
      { channel: 'sms', lacks: 'phone' },
      { channel: 'mail', lacks: null },
    ],
  }
  const levels = [
    { after_ms: 0, people: [an] },
    { after_ms: 900_000, people: [binh] },
  ]
  expect(critical).toEqual({ severity: 'critical', channels: ['hook'], escalation: 'tam-ky', levels })
  expect(warning).toMatchObject({ severity: 'warning', channels: [], escalation: 'tam-ky' })
  // An sleeps until six.
  expect(warning!.levels[0]!.people[0]!.quiet_until).toBe(Date.UTC(2026, 10, 3, 23))
  // A week later it is the other's turn.
  expect(said('tam-ky/vnpt/icmp@hub', AT + 7 * 86_400_000)!.told[0]!.levels[0]!.people[0]!.person!.id).toBe('binh')
  expect(said('ttdl/mon/host@hub')!.told[0]).toEqual({
    severity: 'critical',
    channels: ['hook'],
    escalation: null,
    levels: [],
  })
})

test('maintenance and silences that act on it at that moment', () => {
  const silences = [
    { id: 's1', from: AT - 1, to: AT + 1, match: ['tam-ky'] },
    { id: 's2', from: AT - 9, to: AT, match: ['tam-ky'] },
    { id: 's3', from: AT - 1, to: AT + 1, match: ['hoi-an/**'] },
  ]
  const one = said('tam-ky/srv1/host@tam-ky', AT, silences)!
  expect(one.maintenance.map(({ id, match }) => [id, match])).toEqual([['backup-20261104t0100', ['tam-ky/srv1']]])
  expect(one.silences.map(({ id }) => id)).toEqual(['s1'])
  expect(said('tam-ky/rt1/snmp@hub', AT)!.maintenance).toEqual([])
  expect(said('tam-ky/srv1/host@tam-ky', AT + 3_600_000)!.maintenance).toEqual([])
})
