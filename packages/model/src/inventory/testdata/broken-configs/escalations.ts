import type { Broken } from './good.ts'

/** People and channels that are right, and the escalations of a case. */
const oncall = (escalations: string): string => `oncall:
  people: [{id: an, name: An, email: an@x.vn}, {id: binh, name: Bình}]
  channels: [{id: hook, kind: webhook, url: "http://x.vn"}]
  escalations:
${escalations}`

const LEVEL = '{notify: [an], channels: [hook]}'

export const brokenEscalations: readonly Broken[] = [
  {
    name: 'escalates to people, rotas and channels that there are not',
    add: oncall(`    - id: network
      levels:
        - {notify: [anh, rota:network], channels: [hok]}
        - {notify: ["rota: x"], channels: []}`),
    says: [
      '20:21: oncall.escalations.network.levels[0].notify[0]: there is no person `anh`; did you mean `an`?',
      '20:26: oncall.escalations.network.levels[0].notify[1]: there is no rota `network`; there are none yet',
      '20:52: oncall.escalations.network.levels[0].channels[0]: there is no channel `hok`; did you mean `hook`?',
      '21:21: oncall.escalations.network.levels[1].notify[0]: expected the id of a person, or `rota:` and the id of a rota',
      '21:21: oncall.escalations.network.levels[1].notify[0]: there is no rota ` x`; there are none yet',
      '21:43: oncall.escalations.network.levels[1].channels: expected at least one channel',
    ],
  },
  {
    name: 'has an escalation without levels, and one whose levels do not follow each other',
    add: oncall(`    - {id: a, severity: warning, levels: []}
    - {id: b, levels: [{after: 10m, notify: [an], channels: [hook]}, {after: 5m, notify: [an], channels: [hook]}, ${LEVEL}]}
    - {id: b, severity: critical, match: [], levels: [${LEVEL}], fallback: 0s, repeat: -1}`),
    says: [
      '18:42: oncall.escalations.a.levels: expected at least one level',
      '19:78: oncall.escalations.b.levels[1].after: must be later than the level before it, which comes after 600s',
      '20:7: oncall.escalations.b: never applies: the one at c.yaml:19 stands before it and matches every such incident',
      '20:12: oncall.escalations.b.id: another escalation has the id `b`, at c.yaml:19; give this one an id of its own',
      '20:42: oncall.escalations.b.match: expected at least one glob',
      '20:100: oncall.escalations.b.fallback: expected a duration such as 500ms, 30s, 5m or 1h30m, longer than 0',
      '20:112: oncall.escalations.b.repeat: expected 0 or more',
    ],
  },
  {
    name: 'escalates what there is not',
    add: oncall(`    - {id: a, match: ["tam-kyy/**", "*/vntp", "tam-ky/**"], levels: [${LEVEL}]}`),
    says: [
      '18:23: oncall.escalations.a.match[0]: matches nothing that there is; did you mean `tam-ky/**`?',
      '18:37: oncall.escalations.a.match[1]: matches nothing that there is; did you mean `*/vnpt`?',
    ],
  },
]
