import type { Broken } from './good.ts'

/** What can be wrong with agents, the collector, and the secrets that they hold. */
export const brokenAgents: readonly Broken[] = [
  {
    name: 'names an SNMP credential that does not exist',
    change: ['snmp: wan', 'snmp: lan-v3'],
    says: ['10:59: sites.tam-ky.devices.rt1.snmp: there is no SNMP credential of this name; there are: wan'],
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
    name: 'has no agent',
    change: ['agents: [{id: hub, site: ttdl, hub: true, device: mon}]', ''],
    says: [
      '4:48: sites.ttdl.devices.mon: nobody watches this, because there is no agent under `agents`; add `agents: [{id: hub, site: ttdl, hub: true}]`',
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
]
