import type { IncidentDetail, IncidentPage } from '@vonggac/collector/api-types'
import { expect, test } from 'vitest'
import { api, dataDirectory, linkReport, pagedAt, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { eventually, vonggac } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

/** Why something happened, through a real collector: what is measured arrives over HTTP, the cause in messages, API and command line. */

const network = smallNetwork()
const [hub, tamKy] = network.sites
const config = (pager: string) => ({
  ...network,
  ...pagedAt(pager),
  sites: [hub, { ...tamKy, devices: [{ id: 'ups1', role: 'ups', address: '10.33.1.5' }] }],
  alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '1s' }] },
})

const onBattery = (at = Date.now()) =>
  `ups,agent=hub,site=tam-ky,device=ups1 output_source=5i,on_battery_s=90 ${at}000000\n`
const traced = (at = Date.now()) =>
  `traceroute,agent=hub,site=tam-ky,link=vnpt,target=10.33.1.1 reached=false,hops=2i,path="10.0.0.1 > 113.160.4.9" ${at}000000\n`

const only = async (url: string) => {
  const { incidents } = await api<IncidentPage>(url, '/incidents')
  return incidents[0] && api<IncidentDetail>(url, `/incidents/${incidents[0].id}`)
}

/** Sends results of the link until something holds. */
const until = (url: string, status: 'ok' | 'fail', what: string, holds: (one: IncidentDetail) => boolean) =>
  eventually(
    async () => {
      await send(url, linkReport(status))
      const one = await only(url)
      return one && holds(one) ? one : undefined
    },
    { everyMs: 500, withinMs: 30_000, what },
  )

test('a UPS on battery before the silence: power, in the message, the API and the command line, over a crash', {
  timeout: 60_000,
}, async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  const options = { config: config(pager.url), dataDir: dir.path }
  let id: string
  {
    await using collector = await startCollectorProcess(options)
    const { url } = collector
    await send(url, `${linkReport('ok')}${onBattery(Date.now() - 90_000)}`)
    await send(url, onBattery())
    const opened = await until(url, 'fail', 'the incident', () => true)
    id = opened.id
    expect(opened).toMatchObject({
      cause: 'power',
      attribution: { cause: 'power', confidence: 0.95, state: 'provisional' },
    })
    const page = await eventually(async () => pager.pages.find(({ kind }) => kind === 'opened'), { what: 'the page' })
    expect(page.text).toMatch(
      /likely cause: power at the site \(UPS ups1 – Tam Kỳ ran on its battery from \d min before\)/,
    )
    await collector.kill('SIGKILL')
  }
  await using collector = await startCollectorProcess(options)
  const { url } = collector
  const over = await until(url, 'ok', 'the end', ({ state }) => state === 'resolved')
  expect(over).toMatchObject({ id, cause: 'power', attribution: { cause: 'power' } })
  const { stdout } = await vonggac(['incidents', 'show', id, '--collector', url])
  expect(stdout).toMatch(
    /cause +power \(tam-ky\/vnpt\), 95 % sure, provisional\nbecause +UPS ups1 – Tam Kỳ ran on its battery/,
  )
  expect(pager.pages.map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
})

test('what is traced when it is out stands with the cause, on the timeline, and pages nobody', {
  timeout: 60_000,
}, async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using collector = await startCollectorProcess({ config: config(pager.url), dataDir: dir.path })
  const { url } = collector
  await send(url, linkReport('ok'))
  await until(url, 'fail', 'the incident', () => true)
  await send(url, traced())
  const known = await until(url, 'fail', 'the evidence', ({ attribution }) => attribution!.evidence.length > 0)
  expect(known).toMatchObject({ cause: 'link', attribution: { confidence: 0.76, state: 'provisional' } })
  expect(known.timeline.at(-1)).toMatchObject({
    kind: 'attributed',
    text: "likely cause: link (76 %): the way ends at 113.160.4.9, in the provider's network",
  })
  expect(pager.pages.map(({ kind }) => kind)).toEqual(['opened'])
})
