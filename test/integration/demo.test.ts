import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncidentSummary, StatusDocument } from '@vonggac/collector/api-types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, freeUdpPort } from '../support/free-port.ts'
import { childrenOf, commandLine } from '../support/process-tree.ts'
import { eventually, type Running, startVonggac, vonggac } from '../support/vonggac.ts'

/** The first user's first minute: what `npm start` shows, and what `demo cut` makes of it. */

const dir = mkdtempSync(join(tmpdir(), 'demo-'))
let demo: Running
let url: string
let startedAt: number

beforeAll(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  startedAt = performance.now()
  demo = startVonggac(['demo', '--port', String(port), '--snmp-port', String(await freeUdpPort()), '--data', dir])
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`)
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

const units = async () => (await get<StatusDocument>('/status')).sites.filter(({ kind }) => kind !== 'hub')
const openIncidents = async () => (await get<StatusDocument>('/status')).incidents

test('within 15 s of the start, 33 sites have a measured latency', async () => {
  const sites = await eventually(
    async () => {
      const all = await units()
      return all.length === 33 && all.every(({ latency_ms }) => latency_ms !== null) ? all : undefined
    },
    { withinMs: 30_000, what: '33 sites with latency' },
  )
  expect(performance.now() - startedAt).toBeLessThan(15_000)
  expect(sites.every(({ state }) => state === 'ok')).toBe(true)
  expect(await openIncidents()).toEqual([])
})

test('a cut link is exactly one incident that names the link, within 5 s, and one page', async () => {
  const cut = await vonggac(['demo', 'cut', 'tam-ky', '--data', dir])
  expect(cut, 'cutting a link takes root and the package iproute2').toMatchObject({ code: 0 })
  const cutAt = performance.now()
  const [incident] = await eventually(
    async () => {
      const open = await openIncidents()
      return open.length > 0 ? open : undefined
    },
    { withinMs: 10_000, what: 'an incident' },
  )
  expect(performance.now() - cutAt).toBeLessThan(5_000)
  expect(incident).toMatchObject({
    node: 'tam-ky/vnpt',
    site: 'tam-ky',
    cause: 'link',
    severity: 'critical',
    state: 'open',
  })
  expect(incident!.title.vi).toContain('VNPT')
  await eventually(async () => (demo.output().includes('page to the person on call') ? true : undefined), {
    what: 'the page',
  })

  // Long enough for the devices behind the link to have failed too: they belong to it, and nobody is paged for them.
  const members = await eventually(
    async () => {
      const detail = await get<{ members: string[] }>(`/incidents/${incident!.id}`)
      return detail.members.length >= 3 ? detail.members : undefined
    },
    { withinMs: 40_000, what: 'the devices behind the link in its incident' },
  )
  expect(members.every((id) => id.startsWith('tam-ky/'))).toBe(true)
  expect(await openIncidents()).toHaveLength(1)
  expect(demo.output().split('page to the person on call')).toHaveLength(2)
  const site = (await units()).find(({ id }) => id === 'tam-ky')
  expect(site).toMatchObject({ state: 'down', incident: incident!.id })
})

test('mending it resolves the incident, and nothing else opens', async () => {
  expect(await vonggac(['demo', 'mend', 'tam-ky', '--data', dir])).toMatchObject({ code: 0 })
  await eventually(async () => ((await openIncidents()).length === 0 ? true : undefined), {
    withinMs: 60_000,
    what: 'the end of the incident',
  })
  await eventually(async () => ((await units()).every(({ state }) => state === 'ok') ? true : undefined), {
    withinMs: 60_000,
    what: 'all sites ok',
  })
  const all = await get<IncidentSummary[] | { incidents: IncidentSummary[] }>('/incidents')
  expect(Array.isArray(all) ? all : all.incidents).toHaveLength(1)
})

test('a second start, a wrong site and a stranger to the port each get one clear line', async () => {
  const again = await vonggac(['demo', '--data', dir])
  expect(again).toMatchObject({ code: 2, stdout: '' })
  expect(again.stderr).toMatch(/^vonggac: a demo is already running here .*\n$/)
  const wrong = await vonggac(['demo', 'cut', 'nowhere', '--data', dir])
  expect(wrong).toMatchObject({ code: 1 })
  expect(wrong.stderr).toContain('nowhere')
})

test('the mains of a site and the web pages of a service can be taken away, where there are any', async () => {
  const hand = async (...args: string[]) => await vonggac(['demo', ...args, '--data', dir])
  expect((await hand('battery', 'tam-ky')).stderr).toMatch(/there is no UPS at `tam-ky` .* there are at: ttdl, hoi-an/)
  expect((await hand('break', 'conferencing')).stderr).toContain('there are: qoffice, document-axis, portal, one-stop')
  for (const [action, target] of [
    ['battery', 'hoi-an'],
    ['break', 'qoffice'],
    ['mend', 'hoi-an'],
    ['mend', 'qoffice'],
  ] as const)
    expect(await hand(action, target)).toMatchObject({ code: 0, stderr: '' })
})

test('every kind of check of every service has run, and every service is up', async () => {
  const services = await eventually(
    async () => {
      const document = await get<{ services: { id: string; state: string; checks: { status: string }[] }[] }>(
        '/services',
      )
      const isUp = document.services.every(
        ({ state, checks }) => state === 'up' && checks.every(({ status }) => status === 'ok'),
      )
      return isUp ? document.services : undefined
    },
    { withinMs: 100_000, what: 'all services up' },
  )
  expect(services.map(({ id }) => id.replace('ttdl/', '')).sort()).toEqual([
    'conferencing',
    'document-axis',
    'mail',
    'one-stop',
    'portal',
    'qoffice',
    'signing',
  ])
  expect(await openIncidents()).toEqual([])
})

test('this machine itself is measured', async () => {
  const query = new URLSearchParams({
    measurement: 'mem',
    field: 'used_percent',
    from: String(Date.now() - 600_000),
    to: String(Date.now() + 1_000),
  })
  const document = await eventually(
    async () => {
      const found = await get<{ series: { points: unknown[] }[] }>(`/series?${query}`)
      return found.series.some(({ points }) => points.length > 0) ? found : undefined
    },
    { withinMs: 30_000, what: 'memory of this machine' },
  )
  expect(document.series.length).toBeGreaterThan(0)
})

test('SIGINT ends everything within 5 s, and leaves nothing behind', async () => {
  const from = performance.now()
  demo.process.kill('SIGINT')
  expect(await demo.exited()).toBe(0)
  expect(performance.now() - from).toBeLessThan(5_000)
  await expect(fetch(url)).rejects.toThrow()
})

test('a demo that is killed takes its agent with it, and the next start cleans up', async () => {
  const args = ['demo', '--port', String(await freePort()), '--snmp-port', String(await freeUdpPort()), '--data', dir]
  const killed = startVonggac(args)
  const agent = await eventually(
    async () => childrenOf(killed.process.pid!).find((pid) => commandLine(pid).includes('agent --plan')),
    { what: 'the agent of the demo' },
  )
  await killed.kill()
  await eventually(async () => commandLine(agent) === '' || undefined, {
    withinMs: 10_000,
    what: 'the end of the agent',
  })
  await using next = startVonggac(args)
  await eventually(async () => next.output().includes('Ctrl-C') || undefined, { what: 'the next demo' })
})
