import { setTimeout as sleep } from 'node:timers/promises'
import { checkPoint, encodePoints } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import type { ToldIncident } from './paging-ledger.ts'
import { eventually } from './vonggac.ts'

/** How often every link's state is reported, as an agent does it, ms. */
const REPORT_MS = 200
/** A new link is cut this often, and stays so for a random time in this span, ms. */
const CUT_EVERY_MS = 2_500
const CUT_FOR_MS = { least: 3_000, most: 12_000 }
/** When the second person's turn is; every third cut is acknowledged before or after that, ms. */
const SECOND_LEVEL_MS = 4_000
const ACKNOWLEDGE_AFTER_MS = 2_500
/** How long it is waited at most for a collector to be up, ms. */
const UP_WITHIN_MS = 20_000

interface Link {
  readonly node: string
  state: 'ok' | 'fail'
  /** When a report with the present state was taken over, Unix ms. */
  acceptedAt: number
  cutForMs: number
  isToBeAcknowledged: boolean
}

/** The links, what agents say of them, and what people do. */
export function openCrashNetwork(document: unknown, url: string) {
  const config = configSchema.parse(document)
  const checks = expandChecks(config)
  const links = new Map(
    checks
      .filter(({ kind }) => kind === 'icmp')
      .map(({ node }): [string, Link] => [
        node,
        { node, state: 'ok', acceptedAt: 0, cutForMs: 0, isToBeAcknowledged: false },
      ]),
  )
  const cut: string[] = []
  const acknowledgedAt = new Map<string, number>()
  let isBegun = false
  let cutAt = 0
  let accepted = 0
  const change = (link: Link, state: Link['state']) => Object.assign(link, { state, acceptedAt: 0 })
  const api = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, signal: AbortSignal.timeout(2_000) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return (await answer.json()) as T
  }
  const send = async () => {
    const at = Date.now()
    const states = checks.map(({ node }) => links.get(node)?.state ?? 'ok')
    const points = checks.map((check, index) => {
      const isCut = states[index] === 'fail'
      const result = { status: states[index]!, error: isCut ? 'timeout' : '', detail: isCut ? 'lost' : '' } as const
      return checkPoint({ check, at, durationMs: 1, points: [], ...result })
    })
    const init = { method: 'POST', body: encodePoints(points), signal: AbortSignal.timeout(2_000) }
    const { status } = await fetch(`${url}/api/v1/write`, init)
    if (status !== 204) return
    accepted++
    checks.forEach(({ node }, index) => {
      const link = links.get(node)
      if (link && link.state === states[index] && link.acceptedAt === 0) link.acceptedAt = Date.now()
    })
  }
  const mendAndCut = () => {
    const now = Date.now()
    for (const link of links.values())
      if (link.state === 'fail' && link.acceptedAt > 0 && now - link.acceptedAt > link.cutForMs) change(link, 'ok')
    const next = [...links.values()][cut.length]
    const isKnown = [...links.values()].every(({ acceptedAt }) => acceptedAt > 0)
    if (!isBegun || !next || !isKnown || now - cutAt < CUT_EVERY_MS) return
    cutAt = now
    next.cutForMs = CUT_FOR_MS.least + Math.random() * (CUT_FOR_MS.most - CUT_FOR_MS.least)
    next.isToBeAcknowledged = cut.length % 3 === 2
    cut.push(next.node)
    change(next, 'fail')
  }
  const list = () => api<{ incidents: { id: string; node: string; state: string }[] }>('/incidents?limit=500')
  const acknowledge = async () => {
    const due = [...links.values()].filter(
      ({ node, state, acceptedAt, isToBeAcknowledged }) =>
        isToBeAcknowledged &&
        state === 'fail' &&
        acceptedAt > 0 &&
        Date.now() - acceptedAt > ACKNOWLEDGE_AFTER_MS &&
        !acknowledgedAt.has(node),
    )
    if (due.length === 0) return
    const { incidents } = await list()
    for (const { id, node } of incidents.filter((one) => due.some((link) => link.node === one.node))) {
      const init = { method: 'POST', body: '{"by":"an"}', headers: { 'content-type': 'application/json' } }
      await api(`/incidents/${id}/ack`, init)
      acknowledgedAt.set(node, Date.now())
    }
  }
  return {
    cut,
    acknowledgedAt,
    begin: () => {
      isBegun = true
    },
    /** Reports, cuts, mends and acknowledges until stopped; a collector that is away is asked again. */
    async report(signal: AbortSignal) {
      while (!signal.aborted) {
        mendAndCut()
        await send().catch(() => {})
        await acknowledge().catch(() => {})
        await sleep(REPORT_MS, undefined, { signal }).catch(() => {})
      }
    },
    /** Waits until a report has been taken over from now on. */
    async up() {
      const before = accepted
      const answered = async () => accepted > before || undefined
      await eventually(answered, { withinMs: UP_WITHIN_MS, everyMs: 10 }).catch(() => {})
    },
    isUp: () => eventually(async () => ((await list()) ? true : undefined), { what: 'the collector' }),
    /** No more cuts; all that is cut is mended once that it was cut is known. */
    async mend() {
      isBegun = false
      await eventually(
        async () => [...links.values()].every(({ state, acceptedAt }) => state === 'ok' && acceptedAt > 0) || undefined,
        {
          withinMs: 60_000,
          what: 'the mending of every link',
        },
      )
    },
    async incidents(): Promise<(ToldIncident & { readonly state: string })[]> {
      const { incidents } = await list()
      return await Promise.all(incidents.map(({ id }) => api<ToldIncident & { state: string }>(`/incidents/${id}`)))
    },
  }
}

/** One channel that hears everything, and an escalation of two people over three others. */
export const crashConfiguration = (url: string, links: number, data: string) => ({
  providers: [{ id: 'vnpt', name: 'VNPT' }],
  sites: [
    { id: 'dc', name: 'DC', kind: 'hub' },
    ...Array.from({ length: links }, (_, index) => ({
      id: `s${index + 1}`,
      name: `S${index + 1}`,
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.33.${index + 1}.1` }],
    })),
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
  alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '0s' }] },
  oncall: {
    people: [
      { id: 'an', name: 'An', phone: '0900000001' },
      { id: 'binh', name: 'Bình', phone: '0900000002' },
    ],
    channels: [
      { id: 'hook', kind: 'webhook', url: `${url}/hook` },
      ...['sms', 'push', 'second'].map((id) => ({
        id,
        kind: 'sms',
        url: `${url}/${id}`,
        body: '{"to": {{ to.phone | json }}, "text": {{ text | json }}}',
      })),
    ],
    notify: [{ channels: ['hook'] }],
    escalations: [
      {
        id: 'all',
        fallback: '2s',
        levels: [
          { notify: ['an'], channels: ['sms', 'push'] },
          { after: `${SECOND_LEVEL_MS}ms`, notify: ['binh'], channels: ['second'] },
        ],
      },
    ],
    // Each message is counted for itself.
    storm: { above: 1_000 },
  },
  collector: { trustLoopback: true, data },
})
