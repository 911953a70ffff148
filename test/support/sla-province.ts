import { join } from 'node:path'
import { addAgent, addOperatorToken, openState, STATE_FILE } from '@vonggac/collector'
import { encodePoints, int, type Point, systemClock } from '@vonggac/model'
import { monthPeriod } from '../../packages/collector/src/reports/period.ts'
import { type Happening, linkSamples, pointsOf, signsOfLife } from './sla-month.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ZONE = 'Asia/Ho_Chi_Minh'

/** A name that a spreadsheet would run, and that HTML would. */
export const HOSTILE_NAME = '=cmd()|"<script>alert(1)</script>"'

/** The last month that is over, as reports name it, and when it was. */
export function lastMonth(now = Date.now()) {
  const first = new Date(now + 7 * HOUR)
  const month = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
  return { ...monthPeriod(month, ZONE)!, month }
}

/** A hub with a service, a site of two links, and a site that nobody has heard of. Maintenance covers part of an outage. */
export const slaConfig = (store: Record<string, unknown>, calendars: readonly unknown[] = []) => {
  const { from } = lastMonth()
  const wall = (at: number) => new Date(at + 7 * HOUR).toISOString().slice(0, 16)
  return {
    organisation: { name: { vi: 'Tỉnh Quảng Nam', en: 'Quảng Nam' }, timezone: ZONE },
    providers: [
      { id: 'vnpt', name: 'VNPT' },
      { id: 'viettel', name: 'Viettel' },
    ],
    sites: [
      { id: 'dc', name: { vi: 'Trung tâm dữ liệu', en: 'Data centre' }, kind: 'hub' },
      {
        id: 'tam-ky',
        name: { vi: 'UBND Tam Kỳ', en: 'Tam Kỳ' },
        links: [
          { id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1', sla: { availability: 99.5, latency: '30ms', loss: 1 } },
          { id: 'viettel', provider: 'viettel', gateway: '10.33.1.2', sla: { availability: 99 } },
        ],
      },
      { id: 'hoi-an', name: HOSTILE_NAME, links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.2.1' }] },
    ],
    services: [
      {
        id: 'mail',
        name: { vi: 'Thư điện tử', en: 'Mail' },
        site: 'dc',
        checks: [{ kind: 'tcp', host: '10.33.0.30', port: 25 }],
        slo: { availability: 99.9 },
      },
    ],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
    alerts: {
      calendars,
      maintenance: [
        {
          id: 'cable',
          title: { vi: 'Thay cáp', en: 'New cable' },
          match: ['tam-ky/viettel'],
          start: wall(from + 10 * HOUR),
          end: wall(from + 11 * HOUR),
        },
      ],
    },
    collector: { trustLoopback: false, store: { retention: { raw: '70d' }, ...store } },
  }
}

/** When the site of two links had no electricity: in the middle of an outage of one of them. */
export const powerCut = () => {
  const { from } = lastMonth()
  return { from: from + 20 * HOUR, to: from + 20 * HOUR + 30 * MINUTE + 1 }
}

/** Results of the first hours of the month, from before it on, and of its last ones. */
export function slaPoints(): Point[] {
  const { from, to } = lastMonth()
  const spans = [
    { from: from - 10 * MINUTE, to: from + 22 * HOUR },
    { from: to - 4 * HOUR, to: to + 10 * MINUTE },
  ]
  const vnpt: Happening[] = [
    { from: from - 5 * MINUTE, to: from + 63_417, what: 'down' },
    { from: from + 7 * HOUR + 1_234, to: from + 7 * HOUR + 95_777, what: 'down' },
    { from: from + 12 * HOUR + 3, to: from + 12 * HOUR + 8 * MINUTE, what: 'unknown' },
    { from: from + 19 * HOUR + 555, to: from + 21 * HOUR + 777, what: 'down' },
    { from: to - 90_001, to: to + HOUR, what: 'down' },
  ]
  const viettel: Happening[] = [
    { from: from + 7 * HOUR + 61_000, to: from + 7 * HOUR + 200_111, what: 'down' },
    { from: from + 10 * HOUR + 15 * MINUTE, to: from + 11 * HOUR + 15 * MINUTE + 789, what: 'down' },
  ]
  const mail: Happening[] = [{ from: to - 3 * HOUR - 321, to: to - 2 * HOUR, what: 'down' }]
  const silent: Happening = { from: from + 15 * HOUR, to: from + 16 * HOUR + 9_999, what: 'gap' }
  const points: Point[] = []
  for (const span of spans) {
    for (const [link, happenings] of Object.entries({ vnpt, viettel }))
      for (const sample of linkSamples(span.from, span.to, [...happenings, silent]))
        points.push(...pointsOf(sample, { site: 'tam-ky', link, provider: link }))
    for (const { at, status, error } of linkSamples(span.from, span.to, [...mail, silent]))
      points.push({
        measurement: 'check',
        tags: { check: MAIL_CHECK, kind: 'tcp', target: '10.33.0.30:25', site: 'dc', service: 'mail', agent: 'hub' },
        fields: { status: int(status), duration_ms: 3 + (at % 700) / 100, error, detail: '' },
        timestamp: at,
      })
    points.push(...signsOfLife(span.from, span.to, [silent]))
  }
  return points
}

/** The check of the service. */
export const MAIL_CHECK = 'dc/mail/tcp-25@hub'

/** A calendar of maintenance with an hour on the first day of the month, in the middle of an outage: RFC 5545. */
export function slaCalendar(): string {
  const utc = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const { from } = lastMonth()
  const event = [
    'BEGIN:VEVENT',
    'UID:office-1',
    `DTSTAMP:${utc(from)}`,
    `DTSTART:${utc(from + 19.5 * HOUR)}`,
    `DTEND:${utc(from + 20 * HOUR)}`,
    'SUMMARY:Nâng cấp bộ định tuyến',
    'END:VEVENT',
  ]
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', ...event, 'END:VCALENDAR', ''].join('\r\n')
}

/** Keys, and an incident that says that the electricity was gone, as the alerting would have written it. */
export async function prepareState(dir: string) {
  await using state = await openState(join(dir, STATE_FILE))
  const { from, to } = powerCut()
  await state
    .insertInto('incidents')
    .values({
      id: 'power-1',
      node: 'tam-ky',
      site: 'tam-ky',
      cause: 'power',
      severity: 'critical',
      own_severity: 'critical',
      title_vi: 'UBND Tam Kỳ mất điện',
      title_en: 'Tam Kỳ has no electricity',
      since: from,
      opened_at: from + 5_000,
      resolved_at: to,
      acked_at: null,
      acked_by: null,
      members: '[]',
      run: 'power-1',
      reopened: 0,
      impact: null,
      assigned_to: null,
      snoozed_until: null,
      snoozed_by: null,
      merged_into: null,
      held_by: null,
      root_cause: '',
      measures: '',
      prevention: '',
      search: '',
    })
    .execute()
  return { key: await addAgent(state, systemClock, 'hub'), token: await addOperatorToken(state, systemClock, 'tests') }
}

/** Sends points as an agent does, and resolves when they are on disk with the collector. */
export async function sendPoints(url: string, points: readonly Point[], key: string): Promise<void> {
  const AT_ONCE = 10_000
  for (let i = 0; i < points.length; i += AT_ONCE) {
    const body = encodePoints(points.slice(i, i + AT_ONCE))
    const headers = { authorization: `Bearer ${key}` }
    const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', body, headers })
    if (answer.status !== 204) throw new Error(`the write was answered ${answer.status}: ${await answer.text()}`)
  }
}
