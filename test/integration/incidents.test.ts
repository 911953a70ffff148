import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { IncidentDetail, IncidentPage } from '@vonggac/collector/api-types'
import { expect, test } from 'vitest'
import { api, dataDirectory, linkReport, pagedAt, post, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { eventually, root } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

/** A real collector in a process of its own, with two sites; results are written over HTTP. */

const network = smallNetwork()
const [, tamKy] = network.sites
const config = (pager: string) => ({
  ...network,
  ...pagedAt(pager),
  sites: [
    ...network.sites.map((site) => ({ ...site, people: 100 })),
    { ...tamKy, id: 'hoi-an', name: { vi: 'UBND Hội An', en: 'Hội An' }, people: 50 },
    { ...tamKy, id: 'nui-thanh', name: { vi: 'UBND Núi Thành', en: 'Núi Thành' } },
    { ...tamKy, id: 'dai-loc', name: { vi: 'UBND Đại Lộc', en: 'Đại Lộc' } },
  ],
  alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '0s' }], incidents: { reopen: '10m' } },
})

const report = (url: string, site: string, status: 'ok' | 'fail') =>
  send(url, linkReport(status).replaceAll('tam-ky', site))
const detail = (url: string, id: string) => api<IncidentDetail>(url, `/incidents/${encodeURIComponent(id)}`)
const list = async (url: string, query = '') => (await api<IncidentPage>(url, `/incidents${query}`)).incidents

/** Sends results of a site until something holds. */
const until = <T>(
  url: string,
  site: string,
  status: 'ok' | 'fail',
  what: string,
  found: () => Promise<T | undefined>,
) =>
  eventually(
    async () => {
      await report(url, site, status)
      return found()
    },
    { everyMs: 300, withinMs: 30_000, what },
  )

test('what fails again soon is the same incident, over a crash, with one page each time', {
  timeout: 60_000,
}, async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  const options = { config: config(pager.url), dataDir: dir.path }
  const pages = (kind: string) => pager.pages.filter((page) => page.kind === kind)
  let id: string
  {
    await using collector = await startCollectorProcess(options)
    const { url } = collector
    for (const site of ['tam-ky', 'hoi-an']) await report(url, site, 'ok')
    id = (await until(url, 'tam-ky', 'fail', 'the incident', async () => (await list(url))[0])).id
    expect(await detail(url, id)).toMatchObject({
      impact: { sites: [{ id: 'tam-ky', people: 100, state: 'cut-off' }], people: 100 },
      people: 100,
    })
    await eventually(async () => pages('opened')[0], { what: 'the page' })
    await post(url, `/incidents/${id}/ack`, { by: 'Lan' })
    await until(url, 'tam-ky', 'ok', 'the end', async () =>
      (await list(url))[0]!.state === 'resolved' ? true : undefined,
    )
    await eventually(async () => pages('resolved')[0], { what: 'the message of the end' })
    const refused = await fetch(`${url}/api/v1/incidents/${id}/ack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ by: 'Lan' }),
    })
    expect(refused.status).toBe(409)
    await collector.kill()
  }
  await using collector = await startCollectorProcess(options)
  const { url } = collector
  await until(url, 'tam-ky', 'fail', 'the incident again', async () =>
    (await list(url, '?state=open')).length > 0 ? true : undefined,
  )
  expect(await list(url)).toMatchObject([{ id, reopened: 1, acked_by: null, state: 'open' }])
  // Back so soon, it is told as one that comes and goes: a page like any other.
  const begun = () => [...pages('opened'), ...pages('flapping')]
  const again = await eventually(async () => begun()[1], { what: 'the page of the reopening' })
  expect(again.incident.id).not.toBe(id)
  const reopened = await detail(url, again.incident.id)
  expect(reopened).toMatchObject({ id, runs: [{ id }, { id: again.incident.id, resolved_at: null }] })
  expect(
    reopened.timeline.map(({ kind }) => kind).filter((kind) => kind !== 'check' && kind !== 'notification'),
  ).toEqual(['opened', 'acknowledged', 'resolved', 'reopened'])
  expect(reopened.timeline.at(-1)?.kind).toMatch(/notification|reopened/)
  expect(begun()).toHaveLength(2)
})

test('two incidents of one cause are one, until somebody says otherwise', { timeout: 60_000 }, async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using collector = await startCollectorProcess({ config: config(pager.url), dataDir: dir.path })
  const { url } = collector
  const sites = ['tam-ky', 'hoi-an', 'nui-thanh', 'dai-loc']
  for (const site of sites) await report(url, site, 'ok')
  const of = (site: string) => async () => (await list(url, '?merged=true')).find((each) => each.site === site)
  const one = await until(url, 'tam-ky', 'fail', 'the first', of('tam-ky'))
  const two = await until(url, 'hoi-an', 'fail', 'the second', of('hoi-an'))

  await post(url, `/incidents/${two.id}/merge`, { by: 'Lan', into: one.id })
  expect((await list(url)).map(({ id }) => id)).toEqual([one.id])
  const status = await api<{ incidents: { id: string }[] }>(url, '/status')
  expect(status.incidents.map(({ id }) => id)).toEqual([one.id])
  await until(url, 'tam-ky', 'ok', 'the end of the first', async () =>
    (await detail(url, one.id)).timeline.some(({ kind }) => kind === 'resolved') ? true : undefined,
  )
  expect(await detail(url, one.id)).toMatchObject({ state: 'open', merged: [{ id: two.id }] })

  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'packages/cli/bin/vonggac.js'), 'incidents', ...args, '--collector', url], {
      encoding: 'utf8',
    })
  const separated = cli('separate', two.id, '--by', 'Lan')
  expect([separated.stderr, separated.status]).toEqual(['', 0])
  expect(await detail(url, one.id)).toMatchObject({ state: 'resolved', merged: [] })
  expect(cli('list', '--state', 'unresolved').stdout).toContain(two.id)
  expect(cli('show', two.id).stdout).toContain('cut off')
  expect(cli('export', two.id, '--format', 'html').stdout).toContain('BÁO CÁO BAN ĐẦU SỰ CỐ')
  expect(cli('export').stdout).toContain(`${one.id},resolved,`)
  const unknown = cli('ack', 'none')
  expect([unknown.stderr, unknown.status]).toEqual([
    expect.stringContaining('answers 404: there is no such incident'),
    2,
  ])
})
