import { checkKinds } from '../kinds/index.ts'

/** A small configuration that is right; the cases below break it. */
export const good = `
providers: [{id: vnpt, name: VNPT}]
sites:
  - {id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tam-ky
    name: Tam Kỳ
    kind: district
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.1}]
    devices:
      - {id: rt1, role: router, address: 10.33.1.1, snmp: wan}
      - {id: srv1, role: server, address: 10.33.1.10, agent: true}
snmp: {credentials: {wan: {version: 2c, community: {env: COMMUNITY}}}}
agents: [{id: hub, site: ttdl, hub: true, device: mon}]
`

/** What somebody does to the file, and everything that must be said about it. */
export interface Broken {
  readonly name: string
  /** A text of `good` and what stands there instead … */
  readonly change?: readonly [string, string]
  /** … or what is added at its end … */
  readonly add?: string
  /** … or the whole file. */
  readonly text?: string
  readonly says: readonly string[]
}

/** The kinds of check that may be written out by hand, as a message lists them. */
const KINDS = Object.entries(checkKinds)
  .filter(([, { byHand }]) => byHand)
  .map(([kind]) => kind)
  .join(', ')

const GATEWAY = 'gateway: 10.33.1.1'
const KIND = '    kind: district'
const NAME = '    name: Tam Kỳ'

export const broken: readonly Broken[] = [
  {
    name: 'misspells a key',
    change: ['gateway', 'gatewy'],
    says: ['8:40: sites.tam-ky.links.vnpt.gatewy: unknown key; did you mean `gateway`?'],
  },
  {
    name: 'has devices behind each other in a ring',
    change: [
      '{id: srv1, role: server, address: 10.33.1.10, agent: true}',
      '{id: srv1, role: server, address: 10.33.1.10, behind: sw1}\n      - {id: sw1, role: switch, address: 10.33.1.11, behind: srv1}',
    ],
    says: [
      '11:63: sites.tam-ky.devices.srv1.behind: srv1 would stand behind itself: srv1 → sw1 → srv1; name what the hub reaches it through',
      '12:62: sites.tam-ky.devices.sw1.behind: sw1 would stand behind itself: sw1 → srv1 → sw1; name what the hub reaches it through',
    ],
  },
  {
    name: 'has a device behind one that does not exist, and one behind itself',
    change: [
      '{id: srv1, role: server, address: 10.33.1.10, agent: true}',
      '{id: srv1, role: server, address: 10.33.1.10, behind: rt2}\n      - {id: sw1, role: switch, address: 10.33.1.11, behind: sw1}',
    ],
    says: [
      '11:63: sites.tam-ky.devices.srv1.behind: there is no device `rt2` on this site; did you mean `rt1`?',
      '12:62: sites.tam-ky.devices.sw1.behind: sw1 would stand behind itself: sw1 → sw1; name what the hub reaches it through',
    ],
  },
  {
    name: 'adds a key that does not exist',
    change: [GATEWAY, `${GATEWAY}, colour: red`],
    says: [
      '8:60: sites.tam-ky.links.vnpt.colour: unknown key; known here: id, provider, role, gateway, bandwidth, device, interface, sla',
    ],
  },
  {
    name: 'misspells a value',
    change: [KIND, '    kind: distric'],
    says: ['7:11: sites.tam-ky.kind: expected one of: hub, district, department, other; did you mean `district`?'],
  },
  {
    name: 'begins a value',
    add: 'oncall: {notify: [{severity: crit, channels: [sms]}]}',
    says: [
      '14:30: oncall.notify[0].severity: expected one of: critical, warning; did you mean `critical`?',
      '14:47: oncall.notify[0].channels[0]: there is no channel `sms`; there are none yet',
    ],
  },
  {
    name: 'has an address with a number too large',
    change: [GATEWAY, 'gateway: 10.33.1.300'],
    says: [
      '8:49: sites.tam-ky.links.vnpt.gateway: expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn',
    ],
  },
  {
    name: 'has a host name with a blank',
    change: ['address: 10.33.1.10', 'address: srv 1'],
    says: [
      '11:43: sites.tam-ky.devices.srv1.address: expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn',
    ],
  },
  {
    name: 'names a provider that does not exist',
    change: ['provider: vnpt', 'provider: vntp'],
    says: ['8:34: sites.tam-ky.links.vnpt.provider: there is no provider `vntp`; did you mean `vnpt`?'],
  },
  {
    name: 'names an SNMP credential that does not exist',
    change: ['snmp: wan', 'snmp: lan-v3'],
    says: ['10:59: sites.tam-ky.devices.rt1.snmp: there is no SNMP credential of this name; there are: wan'],
  },
  {
    name: 'names a provider where there are none',
    change: ['providers: [{id: vnpt, name: VNPT}]', 'providers: []'],
    says: ['8:34: sites.tam-ky.links.vnpt.provider: there is no provider `vnpt`; there are none yet'],
  },
  {
    name: 'writes a secret down',
    change: ['{env: COMMUNITY}', 'hunter2'],
    says: [
      '12:52: snmp.credentials.wan.community: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
    ],
  },
  {
    name: 'writes a secret down as the name of a variable',
    change: ['{env: COMMUNITY}', '{env: hunter2!}'],
    says: [
      '12:58: snmp.credentials.wan.community.env: expected the name of an environment variable, such as SNMP_COMMUNITY; the secret itself never stands here',
    ],
  },
  {
    name: 'names a secret in a wrong way',
    change: ['{env: COMMUNITY}', '{evn: COMMUNITY}'],
    says: [
      '12:52: snmp.credentials.wan.community: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
    ],
  },
  {
    name: 'has an SNMP version that there is not',
    change: ['version: 2c', 'version: 4'],
    says: ['12:37: snmp.credentials.wan.version: expected one of: 1, 2c, 3'],
  },
  {
    name: 'has a community with SNMP version 3',
    change: ['version: 2c', 'version: 3'],
    says: [
      '12:27: snmp.credentials.wan.user: is missing; expected a text',
      '12:40: snmp.credentials.wan.community: unknown key; known here: version, user, auth, priv, context, port',
    ],
  },
  {
    name: 'encrypts SNMP without authentication',
    change: [
      '{version: 2c, community: {env: COMMUNITY}}',
      '{version: 3, user: u, priv: {protocol: aes, key: {env: K}}}',
    ],
    says: ['12:55: snmp.credentials.wan.priv: privacy needs authentication: add `auth`'],
  },
  {
    name: 'has no hub',
    change: ['hub: true, ', ''],
    says: [
      '4:48: sites.ttdl.devices.mon: nobody watches this, because no agent is the hub; give one under `agents` the key `hub: true`',
    ],
  },
  {
    name: 'has no agent',
    change: ['agents: [{id: hub, site: ttdl, hub: true, device: mon}]', ''],
    says: [
      '4:48: sites.ttdl.devices.mon: nobody watches this, because there is no agent under `agents`; add `agents: [{id: hub, site: ttdl, hub: true}]`',
    ],
  },
  {
    name: 'has two hubs',
    change: ['device: mon}]', 'device: mon}, {id: tam-ky, site: tam-ky, hub: true}]'],
    says: [
      '13:89: agents.tam-ky.hub: there is another hub, at c.yaml:13; exactly one agent watches all links and devices',
    ],
  },
  {
    name: 'has a port behind an address',
    change: ['address: 10.33.1.10', 'address: 10.33.1.10:161'],
    says: [
      '11:43: sites.tam-ky.devices.srv1.address: expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn, without a port: that of SNMP is the key `port` of the credential',
    ],
  },
  {
    name: 'uses an address twice',
    change: ['address: 10.33.1.10', 'address: 10.0.0.10'],
    says: [
      '11:43: sites.tam-ky.devices.srv1.address: already the address of `ttdl/mon`, at c.yaml:4; an address stands for one thing',
    ],
  },
  {
    name: 'uses a gateway as address of a device elsewhere',
    change: ['address: 10.0.0.10', 'address: 10.33.1.1'],
    says: [
      '8:49: sites.tam-ky.links.vnpt.gateway: already the address of `ttdl/mon`, at c.yaml:4; an address stands for one thing',
      '10:42: sites.tam-ky.devices.rt1.address: already the address of `ttdl/mon`, at c.yaml:4; an address stands for one thing',
    ],
  },
  {
    name: 'uses one IPv6 address in two spellings',
    change: [
      'address: 10.33.1.10',
      `address: "2001:db8::1"}
      - {id: srv2, role: server, address: "2001:DB8:0::1"`,
    ],
    says: [
      '12:43: sites.tam-ky.devices.srv2.address: already the address of `tam-ky/srv1`, at c.yaml:11; an address stands for one thing',
    ],
  },
  {
    name: 'uses an id twice in a site',
    change: ['id: srv1', 'id: vnpt'],
    says: [
      '11:14: sites.tam-ky.devices.vnpt.id: another link, device or service of this site has the id `vnpt`, at c.yaml:8; give this one an id of its own',
    ],
  },
  {
    name: 'uses a site id twice',
    change: ['id: ttdl, name', 'id: tam-ky, name'],
    says: [
      '5:9: sites.tam-ky.id: another site has the id `tam-ky`, at c.yaml:4; give this one an id of its own',
      '13:26: agents.hub.site: there is no site `ttdl`; there are: tam-ky',
    ],
  },
  {
    name: 'writes an id in capitals',
    change: ['id: srv1', 'id: SRV_1'],
    says: [
      '11:14: sites.tam-ky.devices.SRV_1.id: expected an id of lower-case letters, digits and single hyphens, at most 63, such as `tam-ky`',
    ],
  },
  {
    name: 'places an agent on a device that does not exist',
    change: ['device: mon}', 'device: mom}'],
    says: ['13:51: agents.hub.device: there is no device `mom` on site `ttdl`; did you mean `mon`?'],
  },
  {
    name: 'places an agent on a site that does not exist',
    change: ['site: ttdl', 'site: ttld'],
    says: ['13:26: agents.hub.site: there is no site `ttld`; did you mean `ttdl`?'],
  },
  {
    name: 'receives traps at a port without an address',
    change: ['device: mon}', 'device: mon, traps: {listen: 1162}}'],
    says: ['13:72: agents.hub.traps.listen: expected address:port, such as 0.0.0.0:1162; found a number'],
  },
  {
    name: 'takes traps of a credential that has no user',
    change: ['device: mon}', 'device: mon, traps: {users: [wan]}}'],
    says: [
      '13:72: agents.hub.traps.users[0]: credential `wan` has no user, not being of version 3; its community belongs under `community`',
    ],
  },
  {
    name: 'takes traps of a user who is nowhere',
    change: ['device: mon}', 'device: mon, traps: {users: [nobody]}}'],
    says: [
      '13:72: agents.hub.traps.users[0]: there is no SNMP credential of version 3 of this name; there are none yet',
    ],
  },
  {
    name: 'runs one agent twice',
    change: ['agent: true', 'agent: hub'],
    says: [
      '11:62: sites.tam-ky.devices.srv1.agent: agent `hub` runs elsewhere, see c.yaml:13; name this one otherwise',
    ],
  },
  {
    name: 'names the agents of two devices after their site',
    change: ['snmp: wan', 'agent: true'],
    says: [
      '11:62: sites.tam-ky.devices.srv1.agent: agent `tam-ky` runs elsewhere, see c.yaml:10; name this one otherwise',
    ],
  },
  {
    name: 'has something else for an agent',
    change: ['agent: true', 'agent: 5'],
    says: ['11:62: sites.tam-ky.devices.srv1.agent: expected true, false or the id of an agent'],
  },
  {
    name: 'leaves out the unit of a bandwidth',
    change: [GATEWAY, `${GATEWAY}, bandwidth: 50`],
    says: [
      '8:71: sites.tam-ky.links.vnpt.bandwidth: expected a bandwidth such as 512kbps, 50Mbps or 1Gbps; found a number',
    ],
  },
  {
    name: 'names an interface and no router',
    change: [GATEWAY, `${GATEWAY}, interface: Gi0/0/0`],
    says: [
      '8:71: sites.tam-ky.links.vnpt.interface: whose interface? Add `device`, the router of this site that ends the link',
    ],
  },
  {
    name: 'ends a link on a device that does not exist',
    change: [GATEWAY, `${GATEWAY}, device: rt2`],
    says: ['8:68: sites.tam-ky.links.vnpt.device: there is no device `rt2` on this site; did you mean `rt1`?'],
  },
  {
    name: 'ends a link on a server',
    change: [GATEWAY, `${GATEWAY}, device: srv1`],
    says: [
      '8:68: sites.tam-ky.links.vnpt.device: `srv1` has the role server; a link ends on a router, switch or firewall',
    ],
  },
  {
    name: 'promises more than 100 per cent',
    change: [GATEWAY, `${GATEWAY}, sla: {loss: 200, latency: fast}`],
    says: [
      '8:72: sites.tam-ky.links.vnpt.sla.loss: expected a number from 0 to 100',
      '8:86: sites.tam-ky.links.vnpt.sla.latency: expected a duration such as 500ms, 30s, 5m or 1h30m, longer than 0',
    ],
  },
  {
    name: 'lies off the map',
    change: [
      KIND,
      `${KIND}
    location: [108.4740, 15.5736]
    people: -3
    timezone: Asia/Hanoi`,
    ],
    says: [
      '8:16: sites.tam-ky.location[0]: expected a latitude from -90 to 90',
      '9:13: sites.tam-ky.people: expected 0 or more',
      '10:15: sites.tam-ky.timezone: expected a time zone such as Asia/Ho_Chi_Minh',
    ],
  },
  {
    name: 'gives one coordinate',
    change: [
      KIND,
      `${KIND}
    location: [15.5]`,
    ],
    says: ['8:15: sites.tam-ky.location: expected [latitude, longitude], such as [15.5736, 108.4740]'],
  },
  {
    name: 'leaves out the quotes of a number',
    change: ['name: VNPT}', 'name: VNPT, phone: 0901}'],
    says: ['2:43: providers.vnpt.phone: expected a text; found a number; put it in quotes'],
  },
  {
    name: 'repeats a key',
    change: [
      KIND,
      `${KIND}
    kind: hub`,
    ],
    says: ['8:5: sites.tam-ky.kind: stands twice in this map, first at c.yaml:7; keep one'],
  },
  {
    name: 'indents with a tab',
    change: [KIND, '	kind: district'],
    says: [
      '7:1: a tab cannot indent; use spaces',
      '9:1: the indentation does not fit what stands above; use the same number of spaces for all keys of one map',
    ],
  },
  {
    name: 'leaves a quote open',
    change: [NAME, '    name: "Tam Kỳ'],
    says: ['6:11: this text in quotes never ends; a closing quote is missing'],
  },
  {
    name: 'leaves a bracket open',
    change: [`${GATEWAY}}]`, `${GATEWAY}}`],
    says: ['9:5: a closing `]` is missing before this'],
  },
  {
    name: 'gives a name in one language',
    change: [NAME, '    name: {vi: Tam Kỳ}'],
    says: ['6:11: sites.tam-ky.name.en: is missing; expected a text'],
  },
  {
    name: 'leaves a name empty',
    change: [NAME, '    name:'],
    says: ['6:5: sites.tam-ky.name: has no value; expected a text, or {vi: …, en: …}'],
  },
  {
    name: 'lists a port twice',
    change: ['agent: true', 'tcp: [22, 22]'],
    says: ['11:65: sites.tam-ky.devices.srv1.tcp[1]: port 22 stands twice; keep one'],
  },
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
    name: 'asks H.323 for what it cannot be asked',
    add: `
services:
  - id: vc
    name: Conferencing
    site: ttdl
    checks:
      - {kind: h323, host: x, mode: gk, alias: ""}
      - {kind: h323, id: a, host: x, gatekeeper: GK1, expect: [gatekeeperConfirm]}
      - {kind: h323, id: b, host: x, mode: ras, alias: "1001", gatekeeper: GK1, expect: [17]}
      - {kind: h323, id: c, host: x, expect: [ringing, 128], tries: 9}`,
    says: [
      '20:37: services.vc.checks[0].mode: expected one of: call, ras',
      '20:48: services.vc.checks[0].alias: expected a number or a name of 1 to 128 characters',
      '21:50: services.vc.checks.a.gatekeeper: expected only with `mode: ras` and without `alias`',
      '21:63: services.vc.checks.a.expect: expected answers to a call: callProceeding, setupAcknowledge, progress, alerting, connect, facility, status, releaseComplete, or a cause from 1 to 127',
      '22:76: services.vc.checks.b.gatekeeper: expected only with `mode: ras` and without `alias`',
      '22:89: services.vc.checks.b.expect: expected answers of a gatekeeper: gatekeeperConfirm, gatekeeperReject, locationConfirm, locationReject',
      '23:47: services.vc.checks.c.expect[0]: expected the name of an answer (callProceeding, setupAcknowledge, progress, alerting, connect, facility, status, releaseComplete, gatekeeperConfirm, gatekeeperReject, locationConfirm, locationReject) or a cause from 1 to 127',
      '23:56: services.vc.checks.c.expect[1]: expected 127 or less',
      '23:69: services.vc.checks.c.tries: expected 5 or less',
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
    name: 'tunes a check that does not exist',
    add: 'checks: [{match: tam-k/**, interval: 5s}, {match: tam-ky/vnpt/icmp@hubb, enabled: false}, {match: "zz*"}]',
    says: [
      '14:18: checks[0].match: matches no check; did you mean `tam-ky/**`?',
      '14:51: checks[1].match: matches no check; did you mean `tam-ky/vnpt/icmp@hub`?',
      '14:99: checks[2].match: matches no check; `vonggac config checks` lists them',
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
    name: 'tunes what is no option',
    add: `checks:
  - {match: "tam-ky/**", set: {warnLoss: 3}}
  - {match: "**/icmp@hub", set: {warnLossPct: 300, lossRun: 1.5, address: 10.0.0.1}}
  - {match: "**", timeout: 1h}
  - {match: "**", interval: 0s}`,
    says: [
      '15:32: checks[0].set.warnLoss: this is no option of self, neighbours, snmp, host, icmp, traceroute that can be set; did you mean `warnLossPct`?',
      '16:47: checks[1].set.warnLossPct: expected 100 or less',
      '16:61: checks[1].set.lossRun: expected a whole number; found a number with a fraction',
      '16:66: checks[1].set.address: this is no option of icmp that can be set; known here: periodMs, lostAfterMs, size, dscp, lossRun, warnLossPct, warnRttMs',
      '17:28: checks[2].timeout: expected less than the interval, which is 10s',
      '18:29: checks[3].interval: expected a duration such as 500ms, 30s, 5m or 1h30m, longer than 0',
    ],
  },
  {
    name: 'asks for a class of service that there is not',
    add: `checks:
  - {match: "**/icmp@hub", set: {dscp: 64}}
  - {match: "**/icmp@hub", set: {dscp: -1}}
  - {match: "**/icmp@hub", set: {dscp: EF}}
  - {match: "**/icmp@hub", set: {dscp: af14.5}}
  - {match: "**/icmp@hub", set: {dscp: 46.5}}
  - {match: "**/icmp@hub", set: {dsccp: ef}}`,
    says: [
      '15:40: checks[0].set.dscp: expected 63 or less',
      '16:40: checks[1].set.dscp: expected 0 or more',
      '17:40: checks[2].set.dscp: expected a class by name (ef, af41, cs5 …) or by its value, 0 to 63',
      '18:40: checks[3].set.dscp: expected a class by name (ef, af41, cs5 …) or by its value, 0 to 63',
      '19:40: checks[4].set.dscp: expected a class by name (ef, af41, cs5 …) or by its value, 0 to 63',
      '20:34: checks[5].set.dsccp: this is no option of icmp that can be set; did you mean `dscp`?',
    ],
  },
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
    name: 'has a collector with every kind of slip',
    add: 'collector: {listen: "8480", store: {kind: influxdb}, maxBody: 5, trustLoopback: maybe}',
    says: [
      '14:21: collector.listen: expected address:port, such as 127.0.0.1:8480',
      '14:43: collector.store.kind: expected one of: embedded, influx; did you mean `influx`?',
      '14:63: collector.maxBody: expected a size such as 64KiB, 500MB or 2GiB; found a number',
      '14:81: collector.trustLoopback: expected true or false; found a text',
    ],
  },
  {
    name: 'leaves out the address of the store',
    add: 'collector: {store: {kind: influx}}',
    says: ['14:20: collector.store.url: is missing; expected an address that starts with http:// or https://'],
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
    name: 'leaves out the name of the organisation',
    add: 'organisation: {}',
    says: ['14:15: organisation.name: is missing; expected a text, or {vi: …, en: …}'],
  },
  {
    name: 'uses forms that do not fit',
    text: `sites: 5
providers: {a: 1}
`,
    says: ['1:8: sites: expected a list; found a number', '2:12: providers: expected a list; found a map'],
  },
  {
    name: 'is a list',
    text: `- a
- b
`,
    says: ['1:1: expected keys such as `sites:` at the top of the file; found a list'],
  },
  {
    name: 'is a text',
    text: `hello
`,
    says: ['1:1: expected keys such as `sites:` at the top of the file; found a text'],
  },
  {
    name: 'is empty',
    text: '',
    says: ['1:1: there is nothing in here, nor in any other file; a configuration starts with `sites:`'],
  },
  {
    name: 'holds comments only',
    text: `# sites:
`,
    says: ['1:1: there is nothing in here, nor in any other file; a configuration starts with `sites:`'],
  },
  {
    name: 'has two keys in a line',
    text: 'a: b: c',
    says: ['1:4: two keys on one line, or a missing quote; a text with `: ` in it needs quotes'],
  },
  {
    name: 'ends too early',
    text: 'sites: [{id: a',
    says: ['1:15: a closing `}` is missing before this'],
  },
  {
    name: 'uses an alias without anchor',
    text: `sites:
  - &a {id: x}
  - *b`,
    says: ['3:5: no anchor of this name stands above; a text that begins with `*` needs quotes'],
  },
  {
    name: 'repeats a thing inside itself',
    text: 'sites: &x [*x]',
    says: ['1:12: the alias stands inside of what it repeats'],
  },
  {
    name: 'holds two documents',
    text: `sites: []
---
sites: []
`,
    says: ['2:1: a second document starts here (`---`); a file holds one: take this line out'],
  },
  {
    name: 'uses a tag',
    text: `sites: !include x.yaml
`,
    says: ['1:8: tags such as `!name` are not used here; leave it out'],
  },
  {
    name: 'uses a list as key',
    text: `? [a]
: b
`,
    says: ['1:3: expected a plain word as key'],
  },
  {
    name: 'has items that are nothing',
    text: 'sites: [null, x, {}]',
    says: [
      '1:9: sites[0]: has no value; expected a map of keys and values',
      '1:15: sites[1]: expected a map of keys and values; found a text',
      '1:18: sites[2].id: is missing; expected an id of lower-case letters, digits and single hyphens, at most 63, such as `tam-ky`',
      '1:18: sites[2].name: is missing; expected a text, or {vi: …, en: …}',
    ],
  },
  {
    name: 'merges keys as YAML 1.1 does',
    text: `<<: {a: 1}
__proto__: {}
`,
    says: [
      '1:1: <<: unknown key; known here: organisation, providers, sites, services, snmp, checks, schedules, holidays, alerts, oncall, readiness, meetings and 2 more',
      '2:1: expected a plain word as key',
    ],
  },
  {
    name: 'uses an unknown escape',
    text: `sites: "\\q"`,
    says: [`1:9: unknown escape after \`\\\` in a double-quoted text; use single quotes for a literal backslash`],
  },
  {
    name: 'asks for a relay without saying for whom, and for packets without a relay',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: stun, host: turn.vn, mode: turn}, {kind: stun, host: b.vn, relayPackets: 5, expectMapped: [10.0.0.0/33]}]}]',
    says: [
      '14:50: services.w.checks[0].auth: is missing; expected {user: NAME, password: {env: NAME}}: a relay is given to known users alone',
      '14:130: services.w.checks[1].relayPackets: expected 0: without `mode: turn` there is no relay',
      '14:148: services.w.checks[1].expectMapped[0]: expected an address or a network, such as 203.0.113.7 or 203.0.113.0/24',
    ],
  },
  {
    name: 'writes the password of a relay down',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: stun, host: t.vn, mode: turn, auth: {user: a, password: hunter2}}]}]',
    says: [
      '14:113: services.w.checks[0].auth.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
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
    name: 'has a reflector that listens on a name',
    change: ['hub: true, device: mon}', 'hub: true, device: mon, reflector: {listen: "mon:862"}}'],
    says: ['13:76: agents.hub.reflector.listen: expected address:port, such as 0.0.0.0:862 or [::]:862'],
  },
  {
    name: 'has a reflector for a network that is none',
    change: ['hub: true, device: mon}', 'hub: true, device: mon, reflector: {peers: [10.33.0.0/33]}}'],
    says: ['13:76: agents.hub.reflector.peers[0]: expected an address, a network such as 10.33.0.0/16, or a host name'],
  },
  {
    name: 'writes the key of a reflector down',
    change: ['hub: true, device: mon}', 'hub: true, device: mon, reflector: {key: hunter2}}'],
    says: [
      '13:73: agents.hub.reflector.key: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
    ],
  },
  {
    name: 'has a reflector that is nowhere',
    change: ['device: mon}]', 'device: mon}, {id: lone, site: tam-ky, reflector: {listen: "0.0.0.0:862"}}]'],
    says: [
      '13:93: agents.lone.reflector: where is it reached? Give the agent its `device`, or let it `listen` on an address of its own',
    ],
  },
  {
    name: 'has a reflector that answers nobody',
    text: 'sites: [{id: a, name: A}]\nagents: [{id: hub, site: a, hub: true, reflector: {}}]\n',
    says: [
      '2:51: agents.hub.reflector: it would answer nobody: no other agent has a `device`; add `peers`, such as [10.33.0.10]',
    ],
  },
  {
    name: 'tunes a STAMP check to a profile and a size that there are not',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: stamp, host: 10.0.0.1, profile: vidoe, size: 9000}]}]',
    says: [
      '14:89: services.w.checks[0].profile: expected one of: light, audio, video; did you mean `video`?',
      '14:102: services.w.checks[0].size: expected 1472 or less',
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
  {
    name: 'has a meeting of a site that does not exist, and at no time',
    add: "meetings: [{id: weekly, title: Weekly, start: '2026-02-30T08:00', sites: [tam-kyy], repeat: hourly}]\n",
    says: [
      "14:47: meetings.weekly.start: expected a day and a time, such as '2026-12-01T08:00'",
      '14:75: meetings.weekly.sites[0]: there is no site `tam-kyy`; did you mean `tam-ky`?',
      '14:93: meetings.weekly.repeat: expected a rule of RFC 5545 by days or longer, such as FREQ=WEEKLY;BYDAY=MO',
    ],
  },
  {
    name: 'calls an MCU that is none, and has limits the wrong way round',
    add: 'readiness: {mcu: rt1, loss: {risk: 5, fail: 2}}\n',
    says: [
      '14:18: readiness.mcu: there is no device `rt1` of role mcu; there are none yet',
      '14:36: readiness.loss.risk: expected no more than `fail`: first a site is at risk, then it is not ready',
    ],
  },
  {
    name: 'runs a check on an agent that does not exist',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: tcp, host: 10.0.0.1, port: 25, agent: tamky}]}]\n',
    says: ['14:95: services.w.checks[0].agent: there is no agent `tamky`; did you mean `tam-ky`?'],
  },
  {
    name: 'asks by SIP in ways that there are not, and writes a password down',
    add: `services:
  - id: w
    name: W
    site: ttdl
    checks:
      - {kind: sip, host: 10.0.0.1, transport: tsl, expect: [99], user: "a b"}
      - {kind: sip, id: r, host: 10.0.0.1, register: {user: probe, password: hunter2, bindingMs: 5}}`,
    says: [
      '19:48: services.w.checks[0].transport: expected one of: udp, tcp, tls; did you mean `tls`?',
      '19:62: services.w.checks[0].expect[0]: expected a status of SIP such as 200, 404 or 486',
      '19:73: services.w.checks[0].user: expected the part of a SIP address before the @, such as room-1',
      '20:78: services.w.checks.r.register.password: expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      '20:98: services.w.checks.r.register.bindingMs: expected 60000 or more',
    ],
  },
  {
    name: 'calls for too long, and with a coder that there is not',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: sip_call, host: 10.0.0.1, durationMs: 60000, codec: g722, send: music}]}]',
    says: [
      '14:95: services.w.checks[0].durationMs: expected 30000 or less',
      '14:109: services.w.checks[0].codec: expected one of: g711, g711-plc, g729a, g723.1-6.3, gsm-efr',
      '14:121: services.w.checks[0].send: expected one of: silence, tone',
    ],
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
