import { buildDashboards, type Choice, panelQueries } from '@vonggac/dashboards'
import { encodePoints } from '@vonggac/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { resolutionPoints } from '../../packages/collector/src/store/influx/resolution.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'
import { type Filled, fillByRealAgent } from '../support/real-agent.ts'

/** What the agent must have written before panels are asked: rates need several readings of every counter. */
const WANTED = {
  agent: 2,
  check: 40,
  collector: 3,
  cpu: 8,
  disk: 3,
  diskio: 6,
  incident: 1,
  interface: 60,
  link_state: 6,
  path: 1,
  mem: 3,
  net: 3,
  net_response: 6,
  ping: 20,
  processes: 3,
  service: 2,
  swap: 3,
  system: 3,
  certificate_file: 2,
  device_cpu: 6,
  dns_query: 2,
  h323: 4,
  http_response: 4,
  http_value: 2,
  imap: 2,
  journey: 2,
  journey_step: 8,
  journey_value: 2,
  mail_flow: 2,
  mail_flow_hop: 4,
  mail_posture: 8,
  mail_queue: 2,
  mail_queue_reason: 1,
  media_quality: 2,
  on_call: 1,
  pop3: 2,
  postfix_queue: 10,
  readiness: 1,
  sensor: 20,
  sip: 4,
  sip_call: 1,
  smtp: 2,
  snmp: 12,
  stamp: 2,
  stun: 2,
  ups: 3,
  x509_cert: 4,
}
const EVERYTHING = {
  retention: 'raw',
  provider: '$__all',
  service: '$__all',
  site: '$__all',
  link: '$__all',
  device: '$__all',
  interface: '$__all',
  host: '$__all',
  agent: '$__all',
  severity: '$__all',
  cause: '$__all',
  port: '$__all',
  drawn: '$__all',
  server: '$__all',
  journey: '$__all',
} satisfies Record<string, Choice>

/**
 * What does not happen in a minute is written here: a test before a conference takes half of one and needs a conference, nobody is on call in
 * this province, no link of it goes down, and its one incident does not end.
 */
const WRITTEN = (now: number) => [
  `readiness,site=tam-ky,verdict=at-risk code=1i,loss_forward_pct=0.7,loss_return_pct=0 ${now}`,
  `on_call,rota=network person="Nguyễn Văn An",until_ms=${now + 3_600_000} ${now}`,
  `incident,incident=w,site=tam-ky,severity=warning,cause=link,state=open title="t",title_en="e",since_ms=${now - 9_000},duration_s=9,acked_by="An" ${now}`,
  `incident,incident=r,site=tam-ky,severity=critical,cause=link,state=resolved title="t",title_en="e",since_ms=${now - 90_000},duration_s=80,acked_by="" ${now}`,
  `media_quality,site=tam-ky,link=vnpt,peer=p mos=4.2 ${now}`,
  `link_state,site=tam-ky,link=vnpt,provider=vnpt,device=rt1,ifName=Gi0/0/0 status=0i,rank=3i,up_s=20,down_s=10,unknown_s=0,outages=1i,sla_availability_pct=99.5,sla_latency_ms=30,sla_loss_pct=1,bandwidth_bps=1e8 ${now}`,
]

let influx: InfluxServer
let filled: Filled
beforeAll(async () => {
  influx = await startInflux({ auth: false })
  filled = await fillByRealAgent(influx, WANTED)
  await write(WRITTEN(Date.now()), 'raw')
}, 240_000)
afterAll(async () => {
  await influx?.[Symbol.asyncDispose]()
})

async function write(lines: readonly string[], policy: string, precision = 'ms') {
  const url = `${influx.url}/write?db=vonggac&rp=${policy}&precision=${precision}`
  const answer = await fetch(url, { method: 'POST', body: lines.join('\n') })
  expect(`${answer.status} ${await answer.text()}`).toBe('204 ')
}

/** Asks everything of one dashboard; gives a line for each panel that errs or, unless `mayBeEmpty` says so, is empty. */
async function faults(
  dashboard: string,
  choice: Readonly<Record<string, Choice>>,
  mayBeEmpty: (panel: string) => boolean = () => false,
): Promise<string[]> {
  const { config, from, to } = filled
  const queries = panelQueries(config, { from, to, interval: '5s', variables: { ...EVERYTHING, ...choice } })
  const mine = queries.filter((query) => query.dashboard === `vonggac-${dashboard}-en`)
  expect(mine.length).toBeGreaterThan(5)
  const found = []
  for (const { panel, refId, query } of mine) {
    const [result] = (await influx.query(query, { db: 'vonggac' })).results
    const values = (result?.series ?? []).flatMap((series) => series.values.map((row) => row.slice(1)))
    const empty = !values.some((row) => row.some((value) => value !== null && value !== ''))
    if (!result || result.error) found.push(`${panel} ${refId}: ${result?.error ?? 'no answer'}: ${query}`)
    else if (empty && !mayBeEmpty(panel)) found.push(`${panel} ${refId} is empty: ${query}`)
  }
  return found
}

/** What a template variable offers, others being as `choice` says. */
async function offered(
  dashboard: string,
  variable: string,
  choice: Readonly<Record<string, Choice>> = {},
  range: { readonly from: number; readonly to: number } = filled,
): Promise<string[]> {
  const variables = { ...EVERYTHING, ...choice }
  const query = panelQueries(filled.config, { ...range, interval: '5s', variables }).find(
    (one) => one.dashboard === `vonggac-${dashboard}-en` && one.panel === `variable ${variable}`,
  )
  const { results } = await influx.query(query!.query, { db: 'vonggac' })
  return (results[0]?.series?.[0]?.values ?? []).map(([, value]) => String(value))
}

/** Runs the store's own continuous query at once, in buckets of seconds: its real ones are longer than this test. */
async function rollUp(policy: string): Promise<void> {
  const { results } = await influx.query('SHOW CONTINUOUS QUERIES')
  const ours = results[0]?.series?.find(({ name }) => name === 'vonggac')?.values.find(([name]) => name === policy)
  const statement = /BEGIN (SELECT .*) GROUP BY time\(\w+\), \* END$/.exec(String(ours?.[1]))?.[1]
  expect(statement, `the continuous query ${policy}`).toBeDefined()
  const done = await influx.query(`${statement} WHERE time > now() - 1h GROUP BY time(5s), *`, { db: 'vonggac' })
  expect(done.results[0]?.error).toBeUndefined()
}

/** Where nothing is the good answer, and the panel says so. */
const isGoodWhenEmpty = (panel: string) => /incident|below their promise/i.test(panel)

/** Boards that are looked at with everything chosen. */
const WIDE = [
  ...['wan', 'providers', 'services', 'servers', 'incidents', 'wall', 'agents'],
  ...['device', 'power', 'certificates', 'mail', 'web', 'conferencing'],
]

test.for(WIDE)('%s: every panel shows something when everything is chosen', async (dashboard) => {
  expect(await faults(dashboard, {})).toEqual([])
})

test('wan: every provider and every site by itself shows something', async () => {
  expect(await offered('wan', 'provider')).toEqual(['viettel', 'vnpt'])
  expect(await offered('wan', 'site')).toEqual(['hoi-an', 'tam-ky'])
  expect(await offered('wan', 'site', { provider: ['vnpt'] })).toEqual(['tam-ky'])
  for (const provider of await offered('wan', 'provider'))
    expect(await faults('wan', { provider: [provider] }, isGoodWhenEmpty)).toEqual([])
  for (const site of await offered('wan', 'site'))
    expect(await faults('wan', { site: [site] }, isGoodWhenEmpty)).toEqual([])
})

const ONE_LINK = { site: 'tam-ky', link: 'vnpt', device: 'rt1', port: 'Gi0/0/0' }

test('link: one link shows something in every panel, and its port is found', async () => {
  const { site, link, device } = ONE_LINK
  expect(await offered('link', 'site')).toEqual(['hoi-an', 'tam-ky'])
  expect(await offered('link', 'link', { site })).toEqual(['viettel', 'vnpt'])
  expect(await offered('link', 'device', { site, link })).toEqual(['rt1'])
  expect(await offered('link', 'port', { site, link, device })).toEqual(['Gi0/0/0'])
  expect(await faults('link', ONE_LINK)).toEqual([])
})

test('the account of a month adds what is rolled up and what is not yet', async () => {
  const now = Date.now()
  const tags = 'site=far,link=x,provider=vnpt'
  await write([`link_state,${tags} up_s=30,down_s=0,outages=0i,sla_availability_pct=99.5 ${now - 60_000}`], 'raw')
  await write([`link_state,${tags} sum_up_s=60,sum_down_s=30,sum_outages=2i ${now - 3 * 3_600_000}`], 'five_minutes')
  // Older than two hours and not rolled up: it is not asked, for the rollup of the same time is.
  await write([`link_state,${tags} up_s=1000,down_s=0,outages=0i ${now - 3 * 3_600_000}`], 'raw')
  const variables = { ...EVERYTHING, site: ['far'] }
  const range = { from: now - 5 * 3_600_000, to: now + 1_000 }
  const { query } = panelQueries(filled.config, { ...range, interval: '5s', variables }).find(
    ({ dashboard, panel }) => dashboard === 'vonggac-wan-en' && panel === 'Availability this month',
  )!
  const { results } = await influx.query(query, { db: 'vonggac' })
  const { columns, values } = results[0]!.series![0]!
  const row = Object.fromEntries(columns.map((name, index) => [name, values[0]![index]]))
  expect(row).toMatchObject({ availability: 75, promised: 99.5, margin: -24.5, outages: 2, down: 30 })
  await influx.query(`DROP SERIES FROM "link_state" WHERE "site" = 'far'`, { db: 'vonggac' })
})

test('site: a unit with two links shows something in every panel, whatever is chosen of it', async () => {
  const site = 'tam-ky'
  expect(await offered('site', 'site')).toEqual(['hoi-an', 'tam-ky', 'ttdl'])
  expect(await offered('site', 'link', { site })).toEqual(['viettel', 'vnpt'])
  expect(await offered('site', 'device', { site })).toEqual(['rt1'])
  const interfaces = await offered('site', 'interface', { site, device: ['rt1'] })
  expect(interfaces).toContain('Gi0/0/0')
  expect(await faults('site', { site })).toEqual([])
  for (const link of ['vnpt', 'viettel']) expect(await faults('site', { site, link: [link] })).toEqual([])
  expect(await faults('site', { site, device: ['rt1'], interface: ['Gi0/0/0', 'Gi0/0/1'] })).toEqual([])
})

test('site: the hub, which has no links, gives empty link panels and no errors', async () => {
  const found = await faults('site', { site: 'ttdl' })
  expect(found.filter((fault) => !fault.includes('is empty'))).toEqual([])
  expect(found.filter((fault) => fault.includes('"interface"'))).toEqual([])
})

test('servers and agents: each by itself shows something', async () => {
  expect(await offered('servers', 'site')).toEqual(['ttdl'])
  expect(await offered('servers', 'host')).toEqual(['hub'])
  expect(await offered('agents', 'agent')).toEqual(['hub', 'tam-ky'])
  expect(await faults('servers', { site: ['ttdl'], host: ['hub'] }, isGoodWhenEmpty)).toEqual([])
  expect(await faults('agents', { agent: ['hub'] })).toEqual([])
})

test.for(['five_minutes', 'one_hour'])(
  '%s: every panel shows something from the rolled-up points',
  async (retention) => {
    await rollUp(retention)
    for (const dashboard of WIDE) expect(await faults(dashboard, { retention })).toEqual([])
    expect(await faults('link', { retention, ...ONE_LINK })).toEqual([])
    expect(await faults('site', { retention, site: 'tam-ky' })).toEqual([])
    const { from, to, config } = filled
    // Nothing of this comes from raw points that happen to lie in the way.
    for (const { dashboard, panel, query } of panelQueries(config, {
      from,
      to,
      interval: '5s',
      variables: { ...EVERYTHING, retention },
    }))
      if (dashboard === 'vonggac-site-en' && (panel === 'Latency' || panel === 'Traffic'))
        expect(query).not.toContain('"raw"')
  },
)

test('the resolution is the finest that still has the range', async () => {
  const DAY = 86_400_000
  const now = Date.now()
  const resolution = (from: number, to: number) => offered('wan', 'retention', {}, { from, to })
  // Nothing is older than a minute: no range has too many single results.
  expect(await resolution(now - 90 * DAY, now)).toEqual(['raw'])
  const retention = { raw: 30 * DAY, fiveMinutes: 365 * DAY, oneHour: 1_825 * DAY }
  await write([encodePoints(resolutionPoints(retention, true, { now, since: now - 3 * DAY }))], 'raw', 'ns')
  expect(await resolution(now - DAY / 8, now)).toEqual(['raw'])
  expect(await resolution(now - 3 * DAY, now)).toEqual(['five_minutes'])
  expect(await resolution(now - 40 * DAY, now - 40 * DAY + 3_600_000)).toEqual(['five_minutes'])
  expect(await resolution(now - 90 * DAY, now)).toEqual(['one_hour'])
  expect(await resolution(now - 4_000 * DAY, now)).toEqual(['one_hour'])
})

test('the optional rules of Grafana’s own alerting ask what InfluxDB answers, and judge what they ask', async () => {
  const file = buildDashboards(filled.config).find(({ path }) => path === 'optional/alerting/vonggac.yaml')!
  const [group] = (parse(file.text) as { groups: { rules: AlertRule[] }[] }).groups
  expect(group!.rules.length).toBeGreaterThan(4)
  for (const { uid, condition, data } of group!.rules) {
    expect(data.at(-1)!.refId, uid).toBe(condition)
    for (const [index, { datasourceUid, model }] of data.entries()) {
      const before = data.slice(0, index).map(({ refId }) => refId)
      if (datasourceUid === '__expr__') {
        const names =
          model.type === 'math'
            ? [...model.expression!.matchAll(/\$(\w)/g)].map(([, name]) => name)
            : [model.expression]
        for (const name of names) expect(before, `${uid} uses what comes before`).toContain(name)
        continue
      }
      const time = `time >= ${filled.from}ms and time <= ${Date.now()}ms`
      const { results } = await influx.query(model.query!.replaceAll('$timeFilter', time), { db: 'vonggac' })
      // The small province shows no certificates.
      if (uid !== 'vonggac-certificate') expect(results[0]?.series?.length, `${uid}: ${model.query}`).toBeGreaterThan(0)
    }
  }
})

interface AlertRule {
  readonly uid: string
  readonly condition: string
  readonly data: readonly {
    readonly refId: string
    readonly datasourceUid: string
    readonly model: { readonly query?: string; readonly type?: string; readonly expression?: string }
  }[]
}

test('a choice that matches nothing is empty, not an error', async () => {
  const found = await faults('wan', { site: ['a/b"c\'d.*'] })
  expect(found.filter((fault) => !fault.includes('is empty'))).toEqual([])
})

test('the newest state of an incident decides whether it is open', async () => {
  const { config, from } = filled
  // Later than what is written here, however long the tests before took.
  const to = Date.now() + 60_000
  const open = panelQueries(config, { from, to, interval: '5s', variables: EVERYTHING }).find(
    ({ dashboard, panel, query }) =>
      dashboard === 'vonggac-wan-en' && panel === 'Open incidents' && query.includes('count'),
  )!
  const number = async () =>
    (await influx.query(open.query, { db: 'vonggac' })).results[0]?.series?.[0]?.values[0]?.[1] ?? 0
  expect(await number()).toBe(2)
  const { results } = await influx.query(
    `SELECT last("title") FROM "raw"."incident" WHERE "cause" = 'service' GROUP BY *`,
    { db: 'vonggac' },
  )
  const tags = { ...results[0]!.series![0]!.tags, state: 'resolved' }
  const key = Object.entries(tags)
    .map(([name, value]) => `,${name}=${value}`)
    .join('')
  await write([`incident${key} title="x",title_en="x",duration_s=1 ${Date.now()}`], 'raw')
  expect(await number()).toBe(1)
})
