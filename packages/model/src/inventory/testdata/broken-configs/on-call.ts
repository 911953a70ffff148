import type { Broken } from './good.ts'

/** What can be wrong with several parts of alerts.yaml and oncall.yaml at once. */
export const brokenOnCall: readonly Broken[] = [
  {
    name: 'has channels with every kind of slip',
    add: `oncall:
  channels:
    - {id: sms, kind: webhook, url: "ftp://x", headers: {Authorization: Bearer hunter2}}
    - {id: mail, kind: email, host: x, from: me, to: []}
    - {id: hook, kind: webook}
    - {id: hook, kind: webhook, url: "https://u:hunter2@x.vn"}
  notify: [{channels: [smss]}]`,
    says: [
      '16:37: oncall.channels.sms.url: expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      '16:73: oncall.channels.sms.headers.Authorization: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '17:46: oncall.channels.mail.from: expected an e-mail address, such as truc@example.gov.vn',
      '17:54: oncall.channels.mail.to: expected at least one e-mail address',
      '18:24: oncall.channels.hook.kind: expected one of: webhook, email, telegram, zalo, sms, slack, mattermost, teams, ntfy, alertmanager, syslog; did you mean `webhook`?',
      '19:12: oncall.channels.hook.id: another channel has the id `hook`, at c.yaml:18; give this one an id of its own',
      '19:38: oncall.channels.hook.url: a password never stands in these files; leave it out of the address',
      '20:24: oncall.notify[0].channels[0]: there is no channel `smss`; did you mean `sms`?',
    ],
  },
  {
    name: 'has rules with every kind of slip',
    add: 'alerts: {rules: [{need: 0, hold: 5}, {mach: x}, {need: 5, of: 3}, {match: tam-kyy/**}]}',
    says: [
      '14:25: alerts.rules[0].need: expected 1 or more',
      '14:34: alerts.rules[0].hold: expected a duration such as 500ms, 30s, 5m, 1h30m or 7d; found a number',
      '14:39: alerts.rules[1].mach: unknown key; did you mean `match`?',
      '14:56: alerts.rules[2].need: `need` cannot be more than `of`: needs that many failed among so many last ones',
      '14:75: alerts.rules[3].match: there is no site `tam-kyy`; did you mean `tam-ky`?',
    ],
  },
  {
    name: 'has maintenance of nothing, at no time, and for two lengths',
    add: "alerts: {maintenance: [{id: core, match: [tam-kyy/**, 'tam-ky/vnpt'], start: '2026-12-01T22:00'}, {id: night, match: ['**'], hours: '01:00-03:00', duration: 2h}, {id: odd, match: [], start: '2026-12-01T22:00', end: '2026-12-01T21:00', duration: 1h}]}\n",
    says: [
      '14:24: alerts.maintenance.core: expected when: `start` with `end` or `duration`, or `hours` or `days` of a window that recurs',
      '14:43: alerts.maintenance.core.match[0]: matches no site, link, device, service or check; did you mean `tam-ky/**`?',
      '14:158: alerts.maintenance.night.duration: expected no `duration` of a window that recurs: its `hours` say how long it is',
      '14:180: alerts.maintenance.odd.match: expected at least one glob',
      '14:216: alerts.maintenance.odd.end: expected a moment after `start`',
      '14:246: alerts.maintenance.odd.duration: expected only one of `end` and `duration`',
    ],
  },
]
