import { expect, test } from 'vitest'
import { type Explained, explanationText } from './explanation-text.ts'

const explained: Explained = {
  at: 1,
  check: {
    id: 'a/b/c@hub',
    kind: 'tcp',
    target: '10.0.0.1',
    agent: 'hub',
    node: 'a/b',
    interval_ms: 60_000,
    context: true,
  },
  origin: { from: 'device', key: 'sites.a.devices.b.tcp', tuned: [{ match: '**/tcp-*', sets: ['interval'] }] },
  rule: { match: '**', severity: 'warning', need: 2, of: 3, clear: 2, hold_ms: 10_000, passed_over: ['a/**'] },
  fields: [
    {
      id: 'x',
      measurement: 'm',
      field: 'f',
      built_in: false,
      bad: 'above 3',
      severity: 'critical',
      exception: 2,
      tags: { path: ['/', '/var'] },
      enabled: false,
    },
  ],
  way: [
    { node: 'a/b', kind: 'device', name: { vi: 'b', en: 'b' }, through: ['a/x', 'a/y'] },
    { node: 'a/x', kind: 'link', name: { vi: 'x', en: 'x' }, through: [] },
  ],
  told: [
    {
      severity: 'critical',
      channels: [],
      escalation: 'net',
      levels: [
        {
          after_ms: 0,
          people: [
            { source: 'rota:net', person: null, until: null, quiet_until: null, ways: [] },
            {
              source: 'binh',
              person: { id: 'binh', name: 'Bình' },
              until: null,
              quiet_until: null,
              ways: [
                { channel: 'sms', lacks: 'phone' },
                { channel: 'mail', lacks: null },
              ],
            },
          ],
        },
      ],
    },
  ],
  maintenance: [],
  silences: [],
}

test('an explanation is a paragraph for each question', () => {
  expect(explanationText(explained)).toBe(`a/b/c@hub: tcp of 10.0.0.1 by agent hub, every 1m
there because of sites.a.devices.b.tcp
  changed under checks by \`**/tcp-*\`: interval
only says what surrounds a failure: it opens no incident

Believed when 2 of the last 3 results failed; over after 2 good results and 10s
  by the rule \`**\`; severity: warning
  the rule \`a/**\` matches as well and never applies: another stands before it

RULE  FIELD  BAD WHEN  SEVERITY
x     m.f    above 3   off       exception 2, path /|/var

Reached through
  a/b ← a/x or a/y
  a/x (by itself)

When critical
  at once: no channel
  escalation net, while nobody acknowledges:
    at once: rota:net: NOBODY is on call
    at once: Bình by not sms (no \`phone\`), then mail

Maintenance now: none
Silences now: none
`)
})
