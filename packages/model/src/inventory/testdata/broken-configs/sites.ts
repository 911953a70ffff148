import type { Broken } from './good.ts'

const GATEWAY = 'gateway: 10.33.1.1'
const KIND = '    kind: district'
const NAME = '    name: Tam Kỳ'

/** What can be wrong with sites, their links and devices. */
export const brokenSites: readonly Broken[] = [
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
    name: 'names a provider where there are none',
    change: ['providers: [{id: vnpt, name: VNPT}]', 'providers: []'],
    says: ['8:34: sites.tam-ky.links.vnpt.provider: there is no provider `vnpt`; there are none yet'],
  },
  {
    name: 'has no hub',
    change: ['hub: true, ', ''],
    says: [
      '4:48: sites.ttdl.devices.mon: nobody watches this, because no agent is the hub; give one under `agents` the key `hub: true`',
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
    name: 'leaves out the name of the organisation',
    add: 'organisation: {}',
    says: ['14:15: organisation.name: is missing; expected a text, or {vi: …, en: …}'],
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
]
