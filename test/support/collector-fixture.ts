import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addAgent, addOperatorToken, openState, STATE_FILE } from '@vonggac/collector'
import { systemClock } from '@vonggac/model'

/** A hub and one site with a link: the smallest network in which something can break. */
export const smallNetwork = (more: Record<string, unknown> = {}) => ({
  providers: [{ id: 'vnpt', name: { vi: 'VNPT', en: 'VNPT' } }],
  sites: [
    { id: 'dc', name: { vi: 'Trung tâm dữ liệu', en: 'Data centre' }, kind: 'hub' },
    {
      id: 'tam-ky',
      name: { vi: 'UBND Tam Kỳ', en: 'Tam Kỳ' },
      kind: 'district',
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1' }],
    },
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
  collector: { trustLoopback: true },
  ...more,
})

/** One webhook that hears everything. */
export const pagedAt = (url: string) => ({ oncall: { channels: [{ id: 'pager', kind: 'webhook', url }] } })

/** A data directory that is gone afterwards. */
export async function dataDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'vonggac-collector-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Makes a key of an agent and an operator's token in the state database, as the command line does beside a running collector. */
export async function makeKeys(dir: string) {
  await using state = await openState(join(dir, STATE_FILE))
  return { key: await addAgent(state, systemClock, 'hub'), token: await addOperatorToken(state, systemClock, 'tests') }
}

/** A result of the link's check, and the ping point that comes with it, as the agent sends them. */
export function linkReport(status: 'ok' | 'fail', at = Date.now()): string {
  const [code, error, detail] = status === 'ok' ? [0, '', '3/3'] : [2, 'timeout', '3 of 3 lost']
  const figures =
    status === 'ok' ? 'percent_packet_loss=0,average_response_ms=4.5,jitter_ms=0.2' : 'percent_packet_loss=100'
  const tags = 'agent=hub,link=vnpt,provider=vnpt,site=tam-ky'
  return (
    `check,check=tam-ky/vnpt/icmp@hub,kind=icmp,target=10.33.1.1,${tags} status=${code}i,duration_ms=12,error="${error}",detail="${detail}" ${at}000000\n` +
    `ping,url=10.33.1.1,${tags} ${figures} ${at}000000\n`
  )
}

/** That the agent of the hub is there, as it says of itself. */
export const selfReport = (at = Date.now()): string =>
  `check,check=dc/@hub/self@hub,kind=self,target=hub,agent=hub,site=dc status=0i,duration_ms=1,error="",detail="" ${at}000000\n`

/** Sends line protocol; returns the status. */
export async function send(url: string, lines: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', body: lines, headers })
  await answer.arrayBuffer()
  return answer.status
}

/** JSON of the API. Throws for an answer that is none. */
export async function api<T>(url: string, path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, init)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** POSTs JSON as a person's console does. */
export const post = <T>(url: string, path: string, body: unknown): Promise<T> =>
  api<T>(url, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

/** All the values of a field that the store has, by a query over the last day and the next hour. */
export async function storedValues(url: string, measurement: string, field: string, tags: Record<string, string> = {}) {
  const query = new URLSearchParams({ measurement, field, aggregate: 'count', step: '1h' })
  query.set('from', String(Date.now() - 86_400_000))
  query.set('to', String(Date.now() + 3_600_000))
  for (const [key, value] of Object.entries(tags)) query.set(`tag.${key}`, value)
  const { series } = await api<{ series: { points: [number, number][] }[] }>(url, `/series?${query}`)
  return series.flatMap(({ points }) => points).reduce((sum, [, count]) => sum + count, 0)
}
