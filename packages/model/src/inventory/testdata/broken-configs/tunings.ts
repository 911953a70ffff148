import type { Broken } from './good.ts'

/** What can be wrong with `checks`, which change what checks do. */
export const brokenTunings: readonly Broken[] = [
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
    name: 'tunes a STAMP check to a profile and a size that there are not',
    add: 'services: [{id: w, name: W, site: ttdl, checks: [{kind: stamp, host: 10.0.0.1, profile: vidoe, size: 9000}]}]',
    says: [
      '14:89: services.w.checks[0].profile: expected one of: light, audio, video; did you mean `video`?',
      '14:102: services.w.checks[0].size: expected 1472 or less',
    ],
  },
]
