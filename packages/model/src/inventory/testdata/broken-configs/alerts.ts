import type { Broken } from './good.ts'

/** One rule, which begins at 14:18. */
const rule = (text: string) => `alerts: {rules: [${text}]}`
const field = (text: string) => rule(`{id: x, measurement: mem, field: used_percent, ${text}}`)
const dependencies = (text: string) => `alerts: {dependencies: [${text}]}`

/** What can be wrong with alerts.yaml. */
export const brokenAlerts: readonly Broken[] = [
  {
    name: 'reopens incidents within a time that is none',
    add: 'alerts: {incidents: {reopen: soon}}',
    says: ['14:30: alerts.incidents.reopen: expected a duration such as 500ms, 30s, 5m, 1h30m or 7d'],
  },
  {
    name: 'reopens incidents within a time without a unit',
    add: 'alerts: {incidents: {reopen: 30}}',
    says: ['14:30: alerts.incidents.reopen: expected a duration such as 500ms, 30s, 5m, 1h30m or 7d; found a number'],
  },
  {
    name: 'misspells what reopens incidents',
    add: 'alerts: {incidents: {re-open: 30m}}',
    says: ['14:22: alerts.incidents.re-open: unknown key; did you mean `reopen`?'],
  },
  {
    name: 'has a rule that a rule before it leaves nothing',
    add: rule('{match: "tam-ky/**"}, {match: "tam-ky/rt1/*"}'),
    says: [
      '14:48: alerts.rules[1].match: can never apply: rules before it take all of its checks (`tam-ky/**` at c.yaml:14); move it up',
    ],
  },
  {
    name: 'has a rule for checks that there are none of',
    add: rule('{match: "*/rt9/snmp@*"}'),
    says: ['14:26: alerts.rules[0].match: matches no check; did you mean `*/rt1/snmp@*`?'],
  },
  {
    name: 'has a rule on a field that is never bad',
    add: rule('{id: x, measurement: mem, field: used_percent}'),
    says: ['14:18: alerts.rules.x: is never bad: add `above`, `below`, `equals` or `deviation`'],
  },
  {
    name: 'has a rule without a measurement, and no built-in one is called so',
    add: rule('{id: memroy, above: 3}'),
    says: [
      '14:18: alerts.rules.memroy.measurement: is missing; expected a text, for no built-in rule has the id `memroy`; did you mean `memory`?',
    ],
  },
  {
    name: 'misspells a measurement',
    add: rule('{id: x, measurement: dsik, field: used_percent, above: 3}'),
    says: ['14:39: alerts.rules.x.measurement: nothing gives a measurement `dsik`; did you mean `disk`?'],
  },
  {
    name: 'misspells a field',
    add: rule('{id: x, measurement: mem, field: used_precent, above: 3}'),
    says: ['14:51: alerts.rules.x.field: `mem` has no field `used_precent`; did you mean `used_percent`?'],
  },
  {
    name: 'misspells a key of a rule on a field',
    add: field('abvoe: 90'),
    says: ['14:65: alerts.rules.x.abvoe: unknown key; did you mean `above`?'],
  },
  {
    name: 'has a limit that nothing passes',
    add: field('above: 100'),
    says: ['14:72: alerts.rules.x.above: can never be: `used_percent` is never more than 100; expected less'],
  },
  {
    name: 'has a limit that nothing falls below',
    add: field('below: 0'),
    says: ['14:72: alerts.rules.x.below: can never be: `used_percent` is never less than 0; expected more'],
  },
  {
    name: 'waits for a counter to fall',
    add: rule('{id: x, measurement: interface, field: ifInErrors, rate: second, below: 0}'),
    says: ['14:90: alerts.rules.x.below: can never be: a counter never falls; expected more'],
  },
  {
    name: 'is bad whatever comes',
    add: field('above: 10, below: 20'),
    says: ['14:83: alerts.rules.x.below: is always bad: expected 10 or less, which is `above`'],
  },
  {
    name: 'is good again above its limit',
    add: field('above: 90, clear: 95'),
    says: ['14:83: alerts.rules.x.clear: expected 90 or less: it is good again below that, once it was above `above`'],
  },
  {
    name: 'is good again below its limit',
    add: field('below: 10, clear: 5'),
    says: ['14:83: alerts.rules.x.clear: expected 10 or more: it is good again above that, once it was below `below`'],
  },
  {
    name: 'is good again without ever being bad',
    add: field('equals: 3, clear: 5'),
    says: ['14:83: alerts.rules.x.clear: has nothing to be the other side of: it belongs to `above` or `below`'],
  },
  {
    name: 'has two kinds of limit',
    add: field('equals: 3, above: 5'),
    says: ['14:73: alerts.rules.x.equals: cannot stand beside `above`, `below` or `deviation`; make two rules of it'],
  },
  {
    name: 'has a limit beside what is usual',
    add: field('deviation: {}, above: 5'),
    says: ['14:76: alerts.rules.x.deviation: cannot stand beside `above` or `below`; make two rules of it'],
  },
  {
    name: 'lasts and counts',
    add: field('above: 5, for: 5m, need: 2'),
    says: ['14:80: alerts.rules.x.for: cannot stand beside `need` and `of`: it is bad without a break for that long'],
  },
  {
    name: 'needs more bad values than it looks at',
    add: field('above: 5, need: 4, of: 3'),
    says: [
      '14:81: alerts.rules.x.need: `need` cannot be more than `of`: needs that many failed among so many last ones',
    ],
  },
  {
    name: 'selects a site that there is none of',
    add: field('above: 5, where: {site: tam-kyy}'),
    says: ['14:89: alerts.rules.x.where.site: matches no site; did you mean `tam-ky`?'],
  },
  {
    name: 'selects things that there are none of',
    add: field('above: 5, where: {node: ["*/rt1", "*/rt2"]}'),
    says: ['14:99: alerts.rules.x.where.node[1]: matches no link, device, service or agent; did you mean `*/rt1`?'],
  },
  {
    name: 'selects a provider that there is none of',
    add: field('above: 5, where: {provider: vntp}'),
    says: ['14:93: alerts.rules.x.where.provider: there is no provider `vntp`; did you mean `vnpt`?'],
  },
  {
    name: 'selects a role that there is none of',
    add: field('above: 5, where: {role: sever}'),
    says: [
      '14:89: alerts.rules.x.where.role: expected one of: router, switch, firewall, server, conference-endpoint, mcu, ups, other, or a list of them',
    ],
  },
  {
    name: 'selects what does not go together',
    add: field('above: 5, where: {site: ttdl, role: router}'),
    says: ['14:82: alerts.rules.x.where: fits nothing of the inventory; leave a part of it out'],
  },
  {
    name: 'selects kinds and roles that there are none of',
    add: field('above: 5, where: {kind: [other, department], link: backup, role: [router, switch]}'),
    says: [
      '14:89: alerts.rules.x.where.kind: there is no site of the kind `other` or `department` in the inventory',
      '14:116: alerts.rules.x.where.link: there is no link of the role `backup` in the inventory',
    ],
  },
  {
    name: 'selects a site that is nowhere near one',
    add: field('above: 5, where: {site: nowhere}'),
    says: ['14:89: alerts.rules.x.where.site: matches no site; there are: ttdl, tam-ky'],
  },
  {
    name: 'waits for a number to be a text, or more than it can be',
    add: rule(
      '{id: x, measurement: mem, field: used_percent, equals: full}, {id: y, measurement: mem, field: used_percent, equals: 101}',
    ),
    says: [
      '14:73: alerts.rules.x.equals: can never be: `used_percent` is a number; expected one',
      '14:135: alerts.rules.y.equals: can never be: `used_percent` is from 0 to 100',
    ],
  },
  {
    name: 'makes an exception of what the rule is not about',
    add: field('above: 5, where: {role: server}, exceptions: [{where: {role: router}, above: 9}]'),
    says: ['14:119: alerts.rules.x.exceptions[0].where: is about nothing that the rule is about'],
  },
  {
    name: 'makes an exception that one before it covers',
    add: field('above: 5, exceptions: [{where: {site: tam-ky}, above: 9}, {where: {role: router}, above: 9}]'),
    says: ['14:131: alerts.rules.x.exceptions[1].where: can never apply: exceptions before it are about all of this'],
  },
  {
    name: 'makes an exception with a limit that nothing passes',
    add: field('above: 5, exceptions: [{where: {site: tam-ky}, above: 120}]'),
    says: [
      '14:119: alerts.rules.x.exceptions[0].above: can never be: `used_percent` is never more than 100; expected less',
    ],
  },
  {
    name: 'has two rules of one id',
    add: `${rule('{id: memory, above: 90}, {id: memory, above: 80}')}`,
    says: [
      '14:48: alerts.rules.memory.id: another rule has the id `memory`, at c.yaml:14; give this one an id of its own',
    ],
  },
  {
    name: 'makes things hang on each other in a circle',
    add: dependencies('{node: tam-ky/rt1, on: [tam-ky/srv1]}, {node: tam-ky/srv1, on: [tam-ky/rt1]}'),
    says: [
      '14:88: alerts.dependencies[1].on: makes a circle: tam-ky/rt1 → tam-ky/srv1 → tam-ky/rt1; leave one of them out',
    ],
  },
  {
    name: 'makes a link hang on what is behind it',
    add: dependencies('{node: tam-ky/vnpt, on: [tam-ky/rt1]}'),
    says: [
      '14:49: alerts.dependencies[0].on: makes a circle: tam-ky/vnpt → tam-ky/rt1 → tam-ky/vnpt; leave one of them out',
    ],
  },
  {
    name: 'makes a thing hang on what there is not',
    add: dependencies('{node: tam-ky/srv1, on: [tam-ky/sw1]}'),
    says: [
      '14:50: alerts.dependencies[0].on[0]: there is no link, device, service or agent `tam-ky/sw1`; did you mean `tam-ky/rt1`?',
    ],
  },
  {
    name: 'says what there is not hangs on',
    add: dependencies('{node: tam-ky/srv9, on: [tam-ky/rt1]}'),
    says: [
      '14:32: alerts.dependencies[0].node: matches no link, device, service or agent; did you mean `tam-ky/srv1`?',
    ],
  },
  {
    name: 'says twice what a thing hangs on',
    add: dependencies('{node: "tam-ky/s*", on: [tam-ky/rt1]}, {node: tam-ky/srv1, on: [tam-ky/vnpt]}'),
    says: [
      '14:71: alerts.dependencies[1].node: can never apply: entries before it say of all of these what they are reached through',
    ],
  },
]
