import type { Broken } from './good.ts'

const CHECKS = `[
      {kind: tcp, host: 10.0.0.60, port: 443, id: server1},
      {kind: tcp, host: 10.0.0.61, port: 443, id: server2}, {kind: tcp, host: 10.0.0.62, port: 5432, id: database}]`

/** A service of three checks with more in it; `more` begins at line 19. */
const service = (more: string) => `
services:
  - id: portal
    name: Portal
    site: ttdl
    checks: ${CHECKS}
    ${more}
`

/** What can be wrong with how a service is made of its checks. */
export const brokenServices: readonly Broken[] = [
  {
    name: 'uses checks that there are none of',
    add: service('uses: ["*/rt9/snmp@hub"]'),
    says: ['22:12: services.portal.uses[0]: matches no check; did you mean `*/rt1/snmp@hub`?'],
  },
  {
    name: 'uses a check by an id that does not exist',
    add: service('uses: [tam-ky/rt1/snpm@hub]'),
    says: ['22:12: services.portal.uses[0]: matches no check; did you mean `tam-ky/rt1/snmp@hub`?'],
  },
  {
    name: 'uses checks that are only context',
    add: service('uses: ["*/vnpt/traceroute@hub"]'),
    says: [
      '22:12: services.portal.uses[0]: matches only checks that say nothing by themselves (traceroute); name others',
    ],
  },
  {
    name: 'groups a check that the service does not have',
    add: service('groups: [{rule: any, of: [server1, server3]}]'),
    says: ['22:40: services.portal.groups[0].of[1]: is no check of this service; did you mean `server1`?'],
  },
  {
    name: 'groups the same checks twice',
    add: service('groups: [{of: [server1, server2]}, {of: [server2]}]'),
    says: ['22:40: services.portal.groups[1]: all of its checks stand in another group already; keep one of the two'],
  },
  {
    name: 'wants more to work than there are',
    add: service('rule: {atLeast: 4}'),
    says: ['22:21: services.portal.rule.atLeast: needs 4 that work, and there are only 3'],
  },
  {
    name: 'wants more of a group to work than it has',
    add: service('groups: [{rule: {atLeast: 2}, of: [server1]}]'),
    says: ['22:31: services.portal.groups[0].rule.atLeast: needs 2 that work, and there is only 1'],
  },
  {
    name: 'wants none to work',
    add: service('rule: {atLeast: 0}'),
    says: ['22:21: services.portal.rule.atLeast: expected how many must work: a whole number from 1'],
  },
  {
    name: 'misspells a rule',
    add: service('rule: al'),
    says: [
      '22:11: services.portal.rule: expected all, any, {atLeast: NUMBER} or {weights: {CHECK: NUMBER}, down: PER CENT, degraded: PER CENT}',
    ],
  },
  {
    name: 'weighs with a weight out of range',
    add: service('rule: {weights: {server1: 0}}'),
    says: ['22:31: services.portal.rule.weights.server1: expected a weight from 0.001 to 1000'],
  },
  {
    name: 'weighs what the service does not have',
    add: service('rule: {weights: {server3: 5}}'),
    says: [
      '22:22: services.portal.rule.weights.server3: weighs nothing that this rule is about; did you mean `server1`?',
    ],
  },
  {
    name: 'weighs a check that stands in a group',
    add: service('rule: {weights: {server1: 5}}\n    groups: [{id: web, of: [server1]}]'),
    says: [
      '22:22: services.portal.rule.weights.server1: weighs nothing that this rule is about; did you mean `server2`?',
    ],
  },
  {
    name: 'has a share out of range',
    add: service('rule: {weights: {server1: 5}, down: 150}'),
    says: ['22:41: services.portal.rule.down: expected a number from 0 to 100'],
  },
  {
    name: 'is degraded only after it is down',
    add: service('rule: {weights: {server1: 5}, down: 60, degraded: 50}'),
    says: [
      '22:55: services.portal.rule.degraded: cannot be less than `down`, which is 60: a service that is down is degraded first',
    ],
  },
  {
    name: 'shows services on the public page that there are not',
    add: `${service('')}collector: {statusPage: {services: ["**", ttdl/portl, "ttdl/mail*"]}}\n`,
    says: [
      '23:43: collector.statusPage.services[1]: matches no service; did you mean `ttdl/portal`?',
      '23:55: collector.statusPage.services[2]: matches no service; there are: ttdl/portal',
    ],
  },
]
