import type { Broken } from './good.ts'

/** What can be wrong with checks of calls, and with meetings. */
export const brokenCalls: readonly Broken[] = [
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
]
