import type { Broken } from './good.ts'

/** Channels, one a line from 16 on. */
const channels = (...lines: readonly string[]) => `oncall:
  channels:
${lines.map((line) => `    - {id: ${line}}`).join('\n')}
`
const hook = (text: string) => channels(`hook, kind: webhook, url: "http://x.vn", ${text}`)
const sms = (text: string) => channels(`sms, kind: sms, ${text}`)
const SMS_BODY = `body: '{"to": {{ to.phone | json }}, "text": {{ text | json }}}'`

/** What can be wrong with channels, and with who is told by them. */
export const brokenChannels: readonly Broken[] = [
  {
    name: 'takes a secret that the channel has not',
    add: hook(
      `secrets: {token: {env: A}}, headers: {X-A: "{{ secrets.tokn }}"}, body: '{"a": {{ secrets.password | json }}}'`,
    ),
    says: [
      '16:96: oncall.channels.hook.headers.X-A: there is no secret `tokn` under `secrets` of this channel; did you mean `token`?',
      '16:125: oncall.channels.hook.body: there is no secret `password` under `secrets` of this channel; there are: token',
    ],
  },
  {
    name: 'takes a secret where there is none',
    add: sms(`url: "http://x.vn/?to={{ to.phone | msisdn }}&text={{ text | url }}&key={{ secrets.key | url }}"`),
    says: [
      '16:33: oncall.channels.sms.url: there is no secret `key` under `secrets` of this channel; there are none yet',
    ],
  },
  {
    name: 'takes values and filters that there are not',
    add: channels(
      `a, kind: webhook, url: "http://x.vn", body: '{"a": {{ incident.titel.vi | json }}}'`,
      `b, kind: webhook, url: "http://x.vn", body: '{"a": {{ text | jsn }}}'`,
      `c, kind: webhook, url: "http://x.vn", body: '{"a": {{ colour | json }}}'`,
      `d, kind: webhook, url: "http://x.vn", body: '{"a": {{ text | json }'`,
      `e, kind: webhook, url: "http://x.vn", body: '{"a": {{ text | cut | json }}}'`,
      `f, kind: webhook, url: "http://x.vn", headers: {X-A: "{{ incident.nod }}"}`,
    ),
    says: [
      '16:56: oncall.channels.a.body: there is no value `incident.titel.vi`; did you mean `incident.title.vi`?',
      '17:56: oncall.channels.b.body: there is no filter `jsn`; did you mean `json`?',
      '18:56: oncall.channels.c.body: there is no value `colour`; known here: key, channel, kind, subject, text, short.…, link, now, incident, incident.…, actions.…, to.…, secrets.…',
      '19:56: oncall.channels.d.body: a `{{` has no `}}`; expected `{{ name }}`',
      '20:56: oncall.channels.e.body: expected cut(N), such as cut(160)',
      '21:65: oncall.channels.f.headers.X-A: there is no value `incident.nod`; did you mean `incident.node`?',
    ],
  },
  {
    name: 'begins another header in a header',
    add: hook(
      `headers: {X-Team: "noc\\r\\nX-Admin: 1", X-B: "{{ incident.node }}\\n"}, contentType: "text/plain\\nX-C: 1"`,
    ),
    says: [
      '16:71: oncall.channels.hook.headers.X-Team: expected one line: a line break would begin another header',
      '16:97: oncall.channels.hook.headers.X-B: expected one line: a line break would begin another header',
      '16:136: oncall.channels.hook.contentType: expected one line',
    ],
  },
  {
    name: 'sets the headers that are of the request, and one twice',
    add: hook('headers: {Content-Length: "3", Idempotency-Key: x, X-Team: noc, x-team: net, "X Y": z}'),
    says: [
      '16:79: oncall.channels.hook.headers.Content-Length: is set by the request itself; leave it out',
      '16:101: oncall.channels.hook.headers.Idempotency-Key: is set by the request itself; leave it out',
      '16:125: oncall.channels.hook.headers.x-team: is the same header as the one at c.yaml:16; keep one',
      '16:130: oncall.channels.hook.headers.X Y: expected the name of a header, such as X-Team',
    ],
  },
  {
    name: 'writes a secret down in a header',
    add: hook('headers: {Authorization: Bearer hunter2, X-Api-Key: "{{secrets.key}}"}, secrets: {key: {env: KEY}}'),
    says: [
      '16:78: oncall.channels.hook.headers.Authorization: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
    ],
  },
  {
    name: 'signs without a key, and where something else stands',
    add: channels(
      'a, kind: webhook, url: "http://x.vn", sign: {}',
      'b, kind: webhook, url: "http://x.vn", headers: {x-signature: noc}, sign: {secret: {env: KEY}, header: X-Signature}',
      'c, kind: webhook, url: "http://x.vn", sign: {secret: hunter2}',
    ),
    says: [
      '16:56: oncall.channels.a.sign.secret: is missing; expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '17:114: oncall.channels.b.sign.header: the header `X-Signature` stands at c.yaml:17 already; name another',
      '18:65: oncall.channels.c.sign.secret: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
    ],
  },
  {
    name: 'goes to what is no web address',
    add: channels(
      'a, kind: webhook, url: x.vn',
      'b, kind: ntfy, url: "file:///etc/passwd", topic: noc',
      'c, kind: alertmanager, urls: ["http://a.vn", "am2:9093"]',
      `d, kind: sms, url: "gopher://x.vn/{{ text | url }}", ${SMS_BODY}`,
      `e, kind: sms, url: "http://{{ to.phone }}/", ${SMS_BODY}`,
      'f, kind: slack, url: hooks.slack.com/services/T0/B0/x',
      'g, kind: telegram, token: {env: T}, api: ftp://x.vn',
    ),
    says: [
      '16:35: oncall.channels.a.url: expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      '17:32: oncall.channels.b.url: expected an address that starts with http:// or https://',
      '18:57: oncall.channels.c.urls[1]: expected an address that starts with http:// or https://',
      '19:31: oncall.channels.d.url: expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      '20:31: oncall.channels.e.url: expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      '21:33: oncall.channels.f.url: expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      '22:53: oncall.channels.g.api: expected an address that starts with http:// or https://',
    ],
  },
  {
    name: 'is JSON only until there is a quote in a title',
    add: channels(
      `a, kind: webhook, url: "http://x.vn", body: '{"text": "{{ text }}", "node": "{{ incident.node }}"}'`,
      `b, kind: webhook, url: "http://x.vn", body: '{"ack": "{{ actions.acknowledge | url }}", "over": {{ incident.resolvedAt | unix }}}'`,
      `c, kind: webhook, url: "http://x.vn", body: '{"text": {{ text | json }}'`,
      `d, kind: webhook, url: "http://x.vn", contentType: text/plain, body: '{{ text }}'`,
    ),
    says: [
      '16:56: oncall.channels.a.body: is no JSON as soon as there is a quote in `text`: write `{{ text | json }}`, without quotes around it',
      '17:56: oncall.channels.b.body: is no JSON where there is no `incident.resolvedAt`: write `{{ incident.resolvedAt | unix | json }}`, without quotes around it',
      '18:56: oncall.channels.c.body: is no JSON once it is filled in; name another `contentType` where it shall be none',
    ],
  },
  {
    name: 'sends text messages without words, to nobody, and with a password written down',
    add: channels(
      'a, kind: sms, url: "http://x.vn/?to={{ to.phone | msisdn }}"',
      'b, kind: sms, url: "http://x.vn/?text={{ text | url }}"',
      'c, kind: sms, url: "http://x.vn/?pass=hunter2&to={{ to.phone | msisdn }}&text={{ text | url }}"',
      `d, kind: sms, url: "http://u:hunter2@x.vn/", ${SMS_BODY}`,
      `e, kind: sms, method: GET, url: "http://x.vn/", ${SMS_BODY}`,
      'f, kind: sms, url: "http://x.vn/?to={{ to.phone | e164 }}&text={{ text | ascii }}"',
      'g, kind: sms, url: "http://x.vn/?to={{ to.phone | url }}&text={{ text | ascii }}"',
    ),
    says: [
      '16:7: oncall.channels.a: says nothing of what broke: `{{ text }}` stands neither in `url` nor in `body`',
      '17:7: oncall.channels.b: says to nobody: `{{ to.phone }}` stands neither in `url` nor in `body`; what has fixed receivers is a webhook',
      '18:31: oncall.channels.c.url: a password never stands in these files; name it under `secrets`, and write `{{ secrets.NAME | url }}`',
      '19:31: oncall.channels.d.url: a password never stands in these files; name it under `secrets`, and write `{{ secrets.NAME | url }}`',
      '20:66: oncall.channels.e.body: is of no use: a GET has no body; put it into `url`',
      '21:31: oncall.channels.f.url: `{{ to.phone | e164 }}` is no part of an address as it is: write `{{ to.phone | e164 | url }}`',
      '22:31: oncall.channels.g.url: `{{ text | ascii }}` is no part of an address as it is: write `{{ text | ascii | url }}`',
    ],
  },
  {
    name: 'has a text message whose words cannot be read',
    add: sms('url: "http://x.vn", body: "{{ text | jsn }}"'),
    says: ['16:54: oncall.channels.sms.body: there is no filter `jsn`; did you mean `json`?'],
  },
  {
    name: 'signs in with half of what it takes, and speaks TLS to nobody',
    add: channels(
      'a, kind: email, host: mx, from: a@b.vn, username: u',
      'b, kind: email, host: mx, from: a@b.vn, password: {env: P}',
      'c, kind: email, host: mx, from: a@b.vn, port: 465',
      'd, kind: alertmanager, urls: ["http://x.vn"], password: {env: P}',
    ),
    says: [
      '16:62: oncall.channels.a.username: expected `password` beside it: {env: NAME} or {file: /path}',
      '17:62: oncall.channels.b.password: is of no use without `username`',
      '18:58: oncall.channels.c.port: the server speaks TLS from the first byte on port 465: add `secure: true`',
      '19:68: oncall.channels.d.password: is of no use without `username`',
    ],
  },
  {
    name: 'tells everybody by channels that only reach somebody',
    add: `${channels('mail, kind: email, host: mx, from: a@b.vn', 'tg, kind: telegram, token: {env: T}', 'zalo, kind: zalo, token: {env: Z}', `sms, kind: sms, url: "http://x.vn", ${SMS_BODY}`)}  notify: [{channels: [mail, tg]}, {severity: critical, channels: [zalo, sms, smss]}]\n`,
    says: [
      '20:24: oncall.notify[0].channels[0]: `mail` reaches nobody here: it has no `to`, and `notify` names no people; add `to` to the channel, or name it in an escalation',
      '20:30: oncall.notify[0].channels[1]: `tg` reaches nobody here: it has no `chats`, and `notify` names no people; add `chats` to the channel, or name it in an escalation',
      '20:68: oncall.notify[1].channels[0]: `zalo` reaches nobody here: it has no `users`, and `notify` names no people; add `users` to the channel, or name it in an escalation',
      '20:74: oncall.notify[1].channels[1]: `sms` reaches nobody here: it has no `to`, and `notify` names no people; add `to` to the channel, or name it in an escalation',
      '20:79: oncall.notify[1].channels[2]: there is no channel `smss`; did you mean `sms`?',
    ],
  },
  {
    name: 'escalates to people whom no channel of the level reaches',
    add: `${channels('mail, kind: email, host: mx, from: a@b.vn', `sms, kind: sms, url: "http://x.vn", ${SMS_BODY}`, 'noc, kind: telegram, token: {env: T}, chats: ["-1"]')}  people: [{id: an, name: An, email: a@b.vn}, {id: binh, name: Binh}]
  rotas: [{id: net, layers: [{people: [an, binh], every: 1w, from: "2026-11-02 08:00"}]}]
  escalations:
    - {id: a, levels: [{notify: [an], channels: [sms]}, {notify: [an, binh], channels: [sms, mail]}, {notify: [rota:net], channels: [mail]}, {notify: [binh], channels: [noc]}]}
`,
    says: [
      '22:34: oncall.escalations.a.levels[0].notify[0]: nothing here reaches `an`, who has no `phone`; add that, or another channel',
      '22:71: oncall.escalations.a.levels[1].notify[1]: nothing here reaches `binh`, who has no `email` or `phone`; add that, or another channel',
      '22:112: oncall.escalations.a.levels[2].notify[0]: nothing here reaches `binh`, who has no `email`; add that, or another channel',
    ],
  },
]
