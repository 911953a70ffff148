import { loadTexts } from '@vonggac/model/inventory'
import { readScenarios } from '@vonggac/model/scenario'
import { describe, expect, test } from 'vitest'
import { sinceStart } from './moments.ts'
import { runScenario } from './run.ts'
import { tryScenario } from './trial.ts'

const CONFIG = `
providers: [{id: vnpt, name: VNPT}]
sites:
  - {id: dc, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tk
    name: Tam Kỳ
    kind: district
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.1}]
    devices:
      - {id: rt1, role: router, address: 10.33.1.1}
      - {id: srv1, role: server, address: 10.33.1.10, agent: true, tcp: [22]}
agents: [{id: hub, site: dc, hub: true, device: mon}]
oncall:
  people: [{id: an, name: An, email: an@example.vn}]
  channels:
    - {id: page, kind: webhook, url: http://127.0.0.1:9/}
    - {id: mail, kind: email, host: 127.0.0.1, from: a@example.vn, to: [an@example.vn]}
`

const config = loadTexts([{ name: 'c.yaml', text: CONFIG }]).config!

function scenarioOf(text: string) {
  const { scenarios, problems } = readScenarios('s.yaml', text)
  expect(problems).toEqual([])
  return { ...scenarios[0]!, config }
}

/** What came and was not expected, and what was and did not come, short. */
function outcome(text: string) {
  const { verdict, run } = tryScenario(scenarioOf(text))
  return {
    passed: verdict.passed,
    missing: verdict.missing.map(({ place, found }) => `${place.line}: ${found}`),
    unexpected: verdict.unexpected.map(
      ({ at, channel, kinds, target }) => `${sinceStart(at, run.plan)} ${channel} ${kinds[0]} ${target}`,
    ),
    failures: verdict.failures.map(({ place, text }) => `${place.line}: ${text}`),
  }
}

const CUT = '{at: 2m, for: 4m, checks: "tk/**", result: fail}'
const OPENED = '{at: 2m, within: 5s, notify: page, kind: opened, target: tk/vnpt, cause: link}'
const RESOLVED = '{at: 6m, within: 40s, notify: page, kind: resolved, target: tk/vnpt}'
const good = { passed: true, missing: [], unexpected: [], failures: [] }

describe('a scenario', () => {
  test('passes when all that is expected comes, and nothing else', () => {
    expect(outcome(`events: [${CUT}]\nexpect: [${OPENED}, ${RESOLVED}]`)).toEqual(good)
  })

  test('that speaks of what is not there says so, by line, and still runs', () => {
    const text = [
      'events:',
      '  - {at: 1m, checks: ["tk/vc9/**", "tk/srv1/**"], result: ok}',
      '  - {at: 1m, agent: hu, silent: true}',
      '  - {at: 1m, for: 1m, do: maintenance, targets: [tk, "tk/vnpt", da-nang]}',
      '  - {at: 1m, for: 1m, do: channel-down, channel: sms}',
    ]
    const { run, verdict } = tryScenario(scenarioOf(text.join('\n')))
    expect(run.unmatched.map(({ place, glob, what }) => `${place.line}: ${what} ${glob}`)).toEqual([
      '2: check tk/vc9/**',
      '3: agent hu',
      '4: check da-nang',
      '5: channel sms',
    ])
    expect(verdict.passed).toBe(true)
  })

  test('in which nothing happens is silent', () => {
    expect(outcome('duration: 2h')).toEqual(good)
  })

  test('fails when something comes that is not expected: a page, and the e-mail beside it', () => {
    expect(outcome(`events: [${CUT}]\nexpect: [${RESOLVED}]`)).toEqual({
      ...good,
      passed: false,
      unexpected: [
        expect.stringMatching(/^\+2m0[34]\.\ds page opened tk\/vnpt$/),
        expect.stringContaining('mail opened'),
      ],
    })
  })

  test('fails when something expected does not come, or at another time', () => {
    const late = '{at: 2m, within: 1s, notify: page, kind: opened}'
    const { missing, unexpected } = outcome(`events: [${CUT}]\nexpect:\n- ${RESOLVED}\n- ${late}\n- {notify: nobody}`)
    expect(missing).toEqual([
      expect.stringMatching(/^4: such a message came at \+2m0[34]\.\ds$/),
      '5: no such message came',
    ])
    expect(unexpected).toHaveLength(2)
  })

  test('takes each message for one expectation, and finds the way in which all have theirs', () => {
    const any = '{notify: page, target: tk/vnpt}'
    expect(outcome(`events: [${CUT}]\nexpect: [${any}, ${OPENED}]`).passed).toBe(true)
    expect(outcome(`events: [${CUT}]\nexpect: [${any}, ${OPENED}, ${RESOLVED}]`).missing).toHaveLength(1)
  })

  test.for([
    { name: 'a count', expected: '{notify: page, count: 2}' },
    { name: 'a range', expected: '{notify: page, min: 1, max: 5}' },
    { name: 'a list of whom it goes to', expected: '{notify: [page, mail, an], kind: opened}, {kind: resolved}' },
    { name: 'the person behind an e-mail', expected: '{person: an, count: 2}, {notify: page, count: 2}' },
    { name: 'a check that it explains', expected: '{notify: page, target: tk/vnpt/icmp@hub, count: 2}' },
    { name: 'words of the message', expected: '{subject: Link down, count: 2, channel: page}' },
  ])('may expect $name', ({ expected }) => {
    const { missing } = outcome(`events: [${CUT}]\nexpect: [${expected}]`)
    expect(missing.length).toBe(expected.includes('mail, an') ? 1 : 0)
  })

  test.for([
    { expected: '{at: 2m, within: 2s, none: true}', passed: true },
    { expected: '{at: 2m, none: true, notify: page, kind: opened}', passed: false },
    { expected: '{at: 3m, not: true, kind: opened}', passed: true },
  ])('may expect that nothing comes: $expected', ({ expected, passed }) => {
    expect(outcome(`events: [${CUT}]\nexpect: [${OPENED}, ${RESOLVED}, ${expected}]`).passed).toBe(passed)
  })

  test('may expect how things stand', () => {
    const of = (state: string) => outcome(`events: [${CUT}]\nexpect: [${OPENED}, ${RESOLVED}, ${state}]`).missing
    expect(of('{at: 4m, checks: tk/srv1/icmp@hub, state: unreachable}')).toEqual([])
    expect(of('{at: 4m, checks: "tk/srv1/*", state: [ok, critical]}')[0]).toContain('is unreachable')
    expect(of('{at: 4m, incidents: ["tk/*"]}')).toEqual([])
    expect(of('{at: 8m, incidents: []}')).toEqual([])
    expect(of('{at: 4m, incidents: []}')).toEqual(['2: open: tk/vnpt (link)'])
    expect(of('{at: 4m, checks: "x/**", state: ok}')).toEqual(['2: no check matches'])
  })

  test('fails when something is to be done to an incident that is not open', () => {
    expect(outcome('events: [{at: 1m, do: resolve, incident: "tk/**"}]').failures).toEqual([
      '1: `resolve` finds no open incident of tk/** (open: none)',
    ])
  })
})

test.for([
  { name: 'a restart', deed: '{at: 2m2s, do: restart}' },
  { name: 'a kill', deed: '{at: 2m4s, do: kill}' },
  { name: 'a kill during the outage', deed: '{at: 4m, do: kill}' },
  { name: 'a restart that takes a while', deed: '{at: 4m, for: 20s, do: restart}' },
  { name: 'a channel that comes back', deed: '{at: 1m, until: 2m2s, do: channel-down, channel: page}' },
])('$name changes nothing', ({ deed }) => {
  expect(outcome(`events: [${CUT}, ${deed}]\nexpect: [${OPENED}, ${RESOLVED}]`)).toEqual(good)
})

test('a channel that is down delivers later, and one that drops never', () => {
  const down = (mode: string) =>
    `events: [${CUT}, {at: 1m, for: 2m, do: channel-down, channel: page, mode: ${mode}}]\nexpect: [${RESOLVED}, {notify: page, kind: opened, at: 3m}, {notify: mail, kind: opened}]`
  expect(outcome(down('refuse'))).toEqual(good)
  expect(outcome(down('drop')).missing).toEqual(['2: no such message came'])
})

test('maintenance and silence keep quiet', () => {
  for (const word of ['maintenance', 'silence'])
    expect(outcome(`events: [${CUT}, {at: 1m, for: 6m, do: ${word}, targets: tk}]`)).toEqual(good)
})

test('restarts at every moment are runs of their own, and the first that fails is told', () => {
  const scenario = scenarioOf(`events: [${CUT}]\nrestarts: {from: 2m, to: 2m4s}\nexpect: [${OPENED}, ${RESOLVED}]`)
  expect(tryScenario(scenario)).toMatchObject({ runs: 6, verdict: { passed: true } })
})

test('the same scenario gives the same run', () => {
  const scenario = scenarioOf(`events: [${CUT}, {at: 1m, checks: "**", result: fail, share: 20%}]`)
  const happened = ({ plan: _plan, ...rest }: ReturnType<typeof runScenario>) => rest
  expect(happened(runScenario(scenario))).toEqual(happened(runScenario(scenario)))
})

test.for([
  {
    name: 'an agent that is heard of later',
    event: '{at: 2m, for: 30m, agent: tk, silent: true, backfill: true}',
    agent: 1,
  },
  { name: 'an agent that is dead for a while', event: '{at: 2m, for: 30m, agent: tk, silent: true}', agent: 1 },
  { name: 'an agent whose clock is ahead', event: '{at: 2m, for: 30m, agent: tk, clock: +30s}', agent: 0 },
])('$name', ({ event, agent }) => {
  expect(
    outcome(
      `duration: 40m\nevents: [${event}]\nexpect: [{kind: opened, notify: page, cause: agent, count: ${agent}}, {kind: resolved, notify: page, count: ${agent}}]`,
    ),
  ).toEqual(good)
})

describe('what is measured', () => {
  const measured = (fields: string) =>
    `{at: 1m, for: 20m, checks: tk/srv1/host@tk, result: {status: ok, fields: ${fields}}}`
  const memory = '{notify: page, kind: opened, target: tk/srv1, text: Memory nearly used up}'
  const ENDED = '{at: 21m, within: 1m, notify: page, kind: resolved, target: tk/srv1}'
  const back = '{at: 21m, checks: tk/srv1/host@tk, result: {status: ok, fields: {used_percent: 40}}}'

  test('in the measurement of the rule that is about it', () => {
    const text = `events: [${measured('{used_percent: 97}')}, ${back}]\nexpect: [${memory}, ${ENDED}]`
    expect(outcome(text)).toEqual(good)
  })

  test('a value that is no trouble says nothing, and who expects it is told so', () => {
    const text = `events: [${measured('{used_percent: 90}')}]\nexpect: [${memory}]`
    expect(outcome(text)).toMatchObject({ passed: false, missing: ['2: no such message came'] })
  })

  test('a counter has the value of its moment, also over a restart', () => {
    const drops =
      '{at: 0s, checks: tk/@tk/self@tk, result: {status: ok, points: [{measurement: agent, fields: {dropped: {from: 7, rise: 0.5}}}]}}'
    const told = '{within: 3m, notify: page, kind: opened, target: tk/@tk, text: Agent has to throw data away}'
    expect(outcome(`events: [${drops}]\nduration: 10m\nexpect: [${told}]`)).toEqual(good)
    expect(
      outcome(`events: [${drops}]\nduration: 10m\nrestarts: {from: 20s, to: 100s, every: 20s}\nexpect: [${told}]`),
    ).toEqual(good)
    expect(outcome(`events: [${drops.replace('0.5', '0')}]\nduration: 10m\nexpect: []`)).toEqual(good)
  })

  test('what an agent kept arrives late, and says nothing any more', () => {
    const silent = '{at: 1m, for: 22m, agent: tk, silent: true, backfill: true}'
    const cut = '{at: 1m, for: 22m, checks: "tk/*/*@hub", result: fail}'
    const events = [measured('{used_percent: 97}'), cut, silent]
    const pages = '{notify: page, kind: [opened, resolved], target: tk/vnpt, count: 2}'
    expect(outcome(`events: [${events}]\nexpect: [${pages}]`)).toEqual(good)
  })
})

describe('a cause that is expected', () => {
  const expects = (what: string) => outcome(`events: [${CUT}]\nexpect: [${OPENED}, ${RESOLVED}, {${what}}]`)

  test('holds when it is so', () => {
    expect(expects('at: 4m, of: tk/vnpt, cause: link, confirmed: false')).toEqual(good)
    expect(expects('at: 10m, of: "tk/*", cause: [link, power], confirmed: true')).toEqual(good)
  })

  test('does not hold when it is another, not as sure, without what speaks for it, or of nothing', () => {
    const missing = (what: string) => expects(what).missing
    expect(missing('at: 4m, of: tk/vnpt, cause: power')).toEqual(['2: link, 60 %, provisional'])
    expect(missing('at: 4m, of: tk/vnpt, cause: link, confirmed: true')).toEqual(['2: link, 60 %, provisional'])
    expect(missing('at: 10m, of: tk/vnpt, cause: link, evidence: UPS')).toEqual(['2: link, 60 %, confirmed'])
    expect(missing('at: 1m, of: tk/vnpt, cause: link')).toEqual(['2: there was no such incident'])
  })
})
