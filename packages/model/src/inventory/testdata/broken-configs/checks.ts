import { checkKinds } from '../../kinds/index.ts'
import type { Broken } from './good.ts'

/** The kinds of check that may be written out by hand, as a message lists them. */
const KINDS = Object.entries(checkKinds)
  .filter(([, { byHand }]) => byHand)
  .map(([kind]) => kind)
  .join(', ')

/** What can be wrong with checks that are written out by hand. */
export const brokenChecks: readonly Broken[] = [
  {
    name: 'has a service with every kind of slip',
    add: `services:
  - {id: rt1, name: x, site: tam-ky, checks: [{kind: tcp, host: a, port: 25}, {kind: tcp, host: b, port: 25}]}
  - {id: web, name: y, site: tam_ky, checks: [{kind: xyz}, {kind: tcp, port: 70000, host: a b}, {port: 1}, {kind: icmp, address: a, interval: 5s, timeout: 5s}]}`,
    says: [
      '15:10: services.rt1.id: another link, device or service of this site has the id `rt1`, at c.yaml:10; give this one an id of its own',
      '15:79: services.rt1.checks[1]: this service has another check called `tcp-25`, at c.yaml:15; give one an `id`',
      '16:30: services.web.site: expected an id of lower-case letters, digits and single hyphens, at most 63, such as `tam-ky`',
      '16:30: services.web.site: there is no site `tam_ky`; did you mean `tam-ky`?',
      `16:54: services.web.checks[0].kind: expected one of: ${KINDS}`,
      '16:78: services.web.checks[1].port: expected a port number from 1 to 65535',
      '16:91: services.web.checks[1].host: expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn',
      `16:97: services.web.checks[2].kind: is missing; expected one of: ${KINDS}`,
      '16:156: services.web.checks[3].timeout: expected less than the interval',
    ],
  },
  {
    name: 'writes checks of certificates that cannot be meant',
    add: `
services:
  - id: pki
    name: PKI
    site: ttdl
    checks:
      - {kind: certificate, id: a, path: certs}
      - {kind: certificate, id: b}
      - {kind: certificate, id: c, path: /a, list: /b, revocation: always}
      - {kind: certificate, id: d, units: [{unit: x}, {unit: y, file: /y, serial: xyz}]}
      - {kind: certificate, id: e, path: /a, password: hunter2, ocspUrl: ldap://x}
      - {kind: timestamp, id: f, url: tsa.vn, hash: sha1, policy: any}
`,
    says: [
      '20:42: services.pki.checks.a.path: expected an absolute path on the agent, such as /etc/ssl/certs',
      '21:9: services.pki.checks.b: expected one of `path`, `list` and `units`',
      '22:68: services.pki.checks.c.revocation: expected one of: off, crl, ocsp, any',
      '23:44: services.pki.checks.d.units[0]: expected either `file` or `pem`',
      '23:83: services.pki.checks.d.units[1].serial: expected a serial number in hexadecimal',
      '24:56: services.pki.checks.e.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '24:74: services.pki.checks.e.ocspUrl: expected an address that starts with http:// or https://',
      '25:39: services.pki.checks.f.url: expected an address that starts with http:// or https://',
      '25:53: services.pki.checks.f.hash: expected one of: sha256, sha384, sha512',
      '25:67: services.pki.checks.f.policy: expected an object identifier such as 1.3.6.1.4.1.13762.3',
    ],
  },
  {
    name: 'writes a journey that cannot be gone',
    add: `services:
  - id: web
    name: y
    site: tam-ky
    checks:
      - kind: journey
        name: a
        base: https://app.vn
        secrets: {now: {env: X}, password: hunter2}
        steps:
          - {name: one, url: login, extract: {token: {xpath: "//a[", json: a}}}
          - {name: one, url: "/{{tokn}}", form: {a: "{{token}}"}, json: {}, expect: {matches: "{{token}}"}}
      - kind: journey
        name: b
        base: https://app.vn
        variables: {user: x}
        steps:
          - {name: one, url: /, method: GET, form: {user: "{{user}}"}}
          - {name: two, expect: {xpath: [{path: "//x:a", exists: true}]}}
      - kind: journey
        name: c
        base: https://app.vn
        headers: {x-token: hunter2}
        steps:
          - {name: out, url: /out, always: true, headers: {x-csrf-token: "{{csrf}}"}}
          - {name: in, url: /in, extract: {csrf: {cookie: c}, now: {header: x}}, expect: {matches: "{{csrf}}"}}
          - {name: in, url: /in, values: [{name: A, json: a}, {name: b, json: a, states: {x: bad}}]}`,
    says: [
      '22:44: services.web.checks[0].secrets.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '24:30: services.web.checks[0].steps[0].url: expected a path such as /login, an address with http:// or https://, or ./next beside the last page',
      '24:54: services.web.checks[0].steps[0].extract.token: expected exactly one of json, xpath, regex, header and cookie',
      "24:62: services.web.checks[0].steps[0].extract.token.xpath: expected an XPath 1.0 expression such as //input[@name='token']/@value",
      '25:13: services.web.checks[0].steps[1]: expected at most one of form, json, multipart, body',
      '31:41: services.web.checks[1].steps[0].method: expected POST or PUT: something is sent',
      '32:13: services.web.checks[1].steps[1].url: is missing; expected a path such as /login',
      "32:49: services.web.checks[1].steps[1].expect.xpath[0].path: expected an XPath 1.0 expression such as //input[@name='token']/@value, names without a prefix",
      '36:28: services.web.checks[2].headers.x-token: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '38:74: services.web.checks[2].steps[0].headers.x-csrf-token: expected another name than `csrf`: nothing before this step extracts it, and no secret or variable is called so',
      '39:13: services.web.checks[2].steps[1].always: is missing; expected true: a step behind one that always runs at the end runs there, too',
      '39:68: services.web.checks[2].steps[1].extract.now: expected another name: `now` stands for something else already',
      '39:100: services.web.checks[2].steps[1].expect.matches: expected another name than `csrf`: in an expression only marker, now, unix may stand',
      '40:13: services.web.checks[2].steps[2].always: is missing; expected true: a step behind one that always runs at the end runs there, too',
      '40:20: services.web.checks[2].steps[2].name: expected another name: another step is called `in`',
      '40:50: services.web.checks[2].steps[2].values[0].name: expected a name of lower-case letters, digits and underscores, such as dossiers_received',
      '40:90: services.web.checks[2].steps[2].values[1].states: expected only with `type: text`',
      '40:94: services.web.checks[2].steps[2].values[1].states.x: expected ok, warn or fail, and a text behind a colon where it helps: "fail: not registered"',
    ],
  },
  {
    name: 'has web checks with every kind of slip',
    add: `services:
  - id: web
    name: y
    site: tam-ky
    checks:
      - {kind: http, id: a, url: "https://u:hunter2@x.vn/", method: get}
      - {kind: http, id: b, url: portal.vn, headers: {Authorization: Bearer hunter2}}
      - {kind: http, id: e, url: "http://x", headers: {Connection: close, "a b": c}}
      - {kind: http, id: c, url: "http://x", body: "{}", auth: {user: u, password: hunter2}}
      - {kind: http, id: d, url: "http://x", expect: {status: [2xxx], matches: "(", json: [{path: "a..b", exists: true}, {path: a}]}}
      - {kind: tls, host: x, startTls: smtps, minVersion: "1.2", family: 5}`,
    says: [
      '19:34: services.web.checks.a.url: expected an address without user and password: they stand under `auth`, as {env: NAME}',
      '19:69: services.web.checks.a.method: expected one of: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; did you mean `GET`?',
      '20:34: services.web.checks.b.url: expected an address that starts with http:// or https://',
      '20:70: services.web.checks.b.headers.Authorization: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '21:56: services.web.checks.e.headers.Connection: expected another header: the probe sets this one itself',
      '21:75: services.web.checks.e.headers.a b: expected the name of a header, such as accept',
      '22:64: services.web.checks.c.auth: expected {user: NAME, password: {env: NAME}} or {bearer: {env: NAME}}',
      '23:64: services.web.checks.d.expect.status[0]: expected a status such as 200, "2xx" or "200-204"',
      '23:80: services.web.checks.d.expect.matches: expected a regular expression as JavaScript has them',
      '23:99: services.web.checks.d.expect.json[0].path: expected a path such as $.queue[0].depth or checks["db main"]',
      '23:122: services.web.checks.d.expect.json[1]: expected at least one of exists, equals, matches, min and max',
      '24:40: services.web.checks[5].startTls: expected one of: smtp, imap, pop3, ftp, ldap, postgres; did you mean `smtp`?',
      '24:59: services.web.checks[5].minVersion: expected one of: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3',
      '24:74: services.web.checks[5].family: expected 4 or 6',
    ],
  },
  {
    name: 'sends mail with every kind of slip',
    add: `services:
  - id: mail
    name: Mail
    site: tam-ky
    checks:
      - {kind: mail_flow, id: a, smtp: {host: mx, port: 0, tls: ssl}, imap: {host: mx, auth: {user: u, password: hunter2}}, from: Me <me@x.vn>}
      - {kind: mail_flow, id: b, smtp: {host: mx, prt: 25}, imap: {host: mx}, from: me@x.vn, to: you, deliverWithinMs: 10}
      - {kind: mail_flow, id: c, smtp: mx, imap: {host: mx, auth: {user: u, password: {env: P}}}, from: me@x.vn, authenticated: [arc]}
      - {kind: mail_flow, id: d, smtp: {host: mx}, imap: {host: mx, auth: {user: u, password: {env: P}}}, from: me@x.vn, to: me@x.vn, reflector: echo@y.vn}`,
    says: [
      '19:57: services.mail.checks.a.smtp.port: expected a port number from 1 to 65535',
      '19:65: services.mail.checks.a.smtp.tls: expected one of: implicit, starttls, none',
      '19:114: services.mail.checks.a.imap.auth.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '19:131: services.mail.checks.a.from: expected a bare e-mail address, such as probe@example.gov.vn',
      '20:51: services.mail.checks.b.smtp.prt: unknown key; did you mean `port`?',
      '20:67: services.mail.checks.b.imap.auth: is missing; expected {user: NAME, password: {env: NAME}}',
      '20:98: services.mail.checks.b.to: expected a bare e-mail address, such as probe@example.gov.vn',
      '20:120: services.mail.checks.b.deliverWithinMs: expected 500 or more',
      '21:40: services.mail.checks.c.smtp: expected {host: …, port: …}; found a text',
      '21:130: services.mail.checks.c.authenticated[0]: expected one of: spf, dkim, dmarc',
      '22:146: services.mail.checks.d.reflector: expected either `to` or `reflector`, not both',
    ],
  },
  {
    name: 'has checks of names, clocks and datagrams with every kind of slip',
    add: `services:
  - id: net
    name: Net
    site: tam-ky
    checks:
      - {kind: dns, name: a b, type: MXX, servers: ["x:53"], expectPattern: "("}
      - {kind: dns, name: a.vn, rcode: NXDOMAIN, expect: [10.0.0.1]}
      - {kind: dns, name: b.vn, expect: [], dnssec: true}
      - {kind: ntp, host: a, samples: 0, warnOffset: 5}
      - {kind: udp, host: a, port: 9, sendHex: 0ff}
      - {kind: udp, host: a, port: 10, send: x, sendHex: 00ff, tries: 9}
      - {kind: udp, host: a, port: 11, expectReply: false, expect: x}
      - {kind: traceroute, address: a, method: ping, maxHops: 300}`,
    says: [
      '19:27: services.net.checks[0].name: expected a domain name, such as quangnam.gov.vn',
      '19:38: services.net.checks[0].type: expected one of: A, AAAA, CAA, CNAME, DNSKEY, DS, MX, NAPTR, NS, PTR, SOA, SRV, SSHFP, TLSA, TXT; did you mean `MX`?',
      '19:53: services.net.checks[0].servers[0]: expected the IP address or the name of a server, without a port: that is the option `port`',
      '19:77: services.net.checks[0].expectPattern: expected a regular expression: Invalid regular expression: /(/u: Unterminated group',
      '20:40: services.net.checks[1].rcode: expected NOERROR: any other outcome has no records, and some are expected',
      '21:41: services.net.checks[2].expect: expected at least one record',
      '21:53: services.net.checks[2].dnssec: expected one of: off, required',
      '22:39: services.net.checks[3].samples: expected 1 or more',
      '22:42: services.net.checks[3].warnOffset: unknown key; did you mean `warnOffsetMs`?',
      '23:48: services.net.checks[4].sendHex: expected bytes in hexadecimal, two digits each, such as `00ff 0a`',
      '24:58: services.net.checks[5].sendHex: expected either `send` or `sendHex`, not both',
      '24:71: services.net.checks[5].tries: expected 5 or less',
      '25:53: services.net.checks[6].expectReply: expected true, for something is expected of the answer',
      '26:48: services.net.checks[7].method: expected one of: auto, icmp, udp, tcp',
      '26:63: services.net.checks[7].maxHops: expected 64 or less',
    ],
  },
  {
    name: 'asks for a posture of what is no domain, with selectors and lists that are none',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: mail_posture, domain: a b, dkim: [-x], senders: [mail.vn], dnsbls: [bl], require: [spff]}]}]',
    says: [
      '14:79: services.w.checks[0].domain: expected a domain name, such as quangnam.gov.vn',
      '14:91: services.w.checks[0].dkim[0]: expected a DKIM selector, such as s1 or mail2026',
      '14:106: services.w.checks[0].senders[0]: expected an IP address, such as 203.0.113.25',
      '14:125: services.w.checks[0].dnsbls[0]: expected the zone of a blocklist, such as zen.spamhaus.org',
      '14:140: services.w.checks[0].require[0]: expected one of: mx, spf, dmarc, mta-sts, tls-rpt; did you mean `spf`?',
    ],
  },
  {
    name: 'runs a check on an agent that does not exist',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: tcp, host: 10.0.0.1, port: 25, agent: tamky}]}]\n',
    says: ['14:95: services.w.checks[0].agent: there is no agent `tamky`; did you mean `tam-ky`?'],
  },
  {
    name: 'asks mail servers with every kind of slip',
    add: `services:
  - id: w
    name: W
    site: ttdl
    checks:
      - {kind: smtp, host: mx, tls: opportunistic, to: a@b.vn}
      - {kind: smtp, host: mx, port: 587, from: Me <a@b.vn>, auth: {user: u, password: hunter2}, receiver: known}
      - {kind: imap, host: mx, auth: u, folder: "a\\nb", warnMessages: -1}
      - {kind: pop3, host: mx, prt: 110}
      - {kind: mail_queue, server: sendmail, configDir: etc/postfix}
      - {kind: smtp, id: x, host: mx, to: a@b.vn}`,
    says: [
      '19:37: services.w.checks[0].tls: expected one of: implicit, starttls, none',
      '20:49: services.w.checks[1].from: expected a bare e-mail address, such as probe@example.gov.vn',
      '20:88: services.w.checks[1].auth.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '20:108: services.w.checks[1].receiver: expected one of: taken, refused',
      '21:38: services.w.checks[2].auth: expected {user: NAME, password: {env: NAME}}; found a text',
      '21:49: services.w.checks[2].folder: expected printable ASCII, as the server writes the name',
      '21:71: services.w.checks[2].warnMessages: expected 0 or more',
      '22:32: services.w.checks[3].prt: unknown key; did you mean `port`?',
      '23:36: services.w.checks[4].server: expected one of: auto, postfix, exim',
      '23:57: services.w.checks[4].configDir: expected the absolute path of a directory',
      '24:43: services.w.checks.x.to: expected `from` beside `to`: a receiver comes after a sender',
    ],
  },
]
