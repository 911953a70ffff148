import { describe, expect, test } from 'vitest'
import type { AlertEvent, Incident } from '../contract.ts'
import { incident } from '../testing/sample.ts'
import { deliveriesFor, type Oncall } from './broadcast.ts'

const email = (id: string): Oncall['channels'][number] => ({
  id,
  kind: 'email',
  host: 'mail',
  port: 25,
  secure: false,
  from: 'a@b',
  to: ['c@d'],
  timeout: 1_000,
})
const channels = [email('sms'), email('mail'), email('wall')]
const oncall: Oncall = {
  channels,
  notify: [
    { severity: 'critical', channels: ['sms', 'mail'] },
    { severity: 'warning', channels: ['mail'] },
    { channels: ['wall'] },
  ],
}
const options = { organisation: { vi: 'Sở', en: 'Dept' }, link: ({ id }: Incident) => `http://console/${id}` }
const event = (
  kind: 'opened' | 'updated' | 'resolved',
  reason: string,
  changes: Partial<Incident> = {},
): AlertEvent => ({
  kind,
  at: 0,
  incident: { ...incident, ...changes },
  reason,
})
const keys = (one: AlertEvent, who: Oncall = oncall) =>
  deliveriesFor(one, who, options).map(({ key }) => key.replace(incident.id, 'i'))

describe('who hears of', () => {
  test.for<[string, AlertEvent, string[]]>([
    ['a critical incident', event('opened', 'need-met: x'), ['i:opened:sms', 'i:opened:mail', 'i:opened:wall']],
    ['a warning', event('opened', 'warn-met: x', { severity: 'warning' }), ['i:opened:mail', 'i:opened:wall']],
    ['the end', event('resolved', 'recovered: x'), ['i:resolved:sms', 'i:resolved:mail', 'i:resolved:wall']],
    ['another check with the same cause', event('updated', 'parent-down: x'), []],
    [
      'a warning that became critical',
      event('updated', 'escalated: x', { openedAs: 'warning' }),
      ['i:escalated:sms', 'i:escalated:mail', 'i:escalated:wall'],
    ],
    ['an incident that became part of another', event('resolved', 'merged: into hub'), []],
    [
      'a transition',
      { kind: 'transition', at: 0, check: 'c', from: 'ok', to: 'pending', reason: 'first-failure: x', incident: null },
      [],
    ],
  ])('%s', ([, one, wanted]) => {
    expect(keys(one)).toEqual(wanted)
  })

  test('the end of a warning that became critical: also who only heard of the warning', () => {
    const split: Oncall = {
      channels,
      notify: [
        { severity: 'critical', channels: ['sms'] },
        { severity: 'warning', channels: ['mail'] },
      ],
    }
    expect(keys(event('resolved', 'recovered: x', { openedAs: 'warning' }), split)).toEqual([
      'i:resolved:sms',
      'i:resolved:mail',
    ])
  })

  test('anything, when nothing is said about it: every channel', () => {
    expect(keys(event('opened', 'need-met: x'), { channels, notify: [] })).toHaveLength(3)
  })
})

test('the message names the page of the incident', () => {
  expect(deliveriesFor(event('opened', 'need-met: x'), oncall, options)[0]!.message.link).toBe(
    `http://console/${incident.id}`,
  )
})
