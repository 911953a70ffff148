import { describe, expect, test } from 'vitest'
import type { Cause, Sample } from '../contract.ts'
import { type Drama, play, upFor } from '../testing/drama.ts'

const fail = { status: 'fail' } as const
const battery = { status: 'fail', error: 'threshold', detail: 'output of UPS is on battery; up 3d' } as const
const cut = (site: string, from = 120, to = 600) => ({ from, to, checks: new RegExp(`^${site}/`), report: fail })
/** What stands on the site is still measured there, and told when the link is back. */
const backlog = (site: number, from = 120, to = 600) => ({
  from,
  to,
  checks: new RegExp(`@a${site}$`),
  report: 'late' as const,
})
const lost = { from: 120, to: 600, checks: /^s0\/(l0|rt|srv\/icmp)/, report: fail }
const ups = (from: number, to: number) => ({ from, to, checks: /^s0\/ups/, report: battery })
const point = (measurement: string, device: string, fields: Sample['fields'], more: Sample['tags'] = {}) => ({
  measurement,
  tags: { site: 's0', device, agent: 'hub', ...more },
  fields,
})
const path = (end: string) => ({
  measurement: 'traceroute',
  tags: { site: 's0', link: 'l0', agent: 'hub' },
  fields: { reached: false, path: end },
})
const trap = (node: string, effect: string, summary: string) => {
  const [site, device] = node.split('/') as [string, string]
  return { measurement: 'snmp_trap', tags: { site, device, agent: 'hub' }, fields: { effect, summary } }
}

interface Case extends Partial<Drama> {
  readonly name: string
  readonly node?: string
  readonly cause: Cause
  /** Of what was seen, in its order. */
  readonly seen: readonly string[]
  /** When it opened, if something else. */
  readonly first?: Cause
}

const cases: readonly Case[] = [
  {
    name: 'a link without anything else: the link, and others of its provider work',
    parts: [cut('s0')],
    sites: 8,
    cause: 'link',
    seen: ['3 other links of VNPT work'],
  },
  {
    name: 'a link whose site answers by another one: the link',
    parts: [{ ...cut('s0'), checks: /^s0\/l0/ }],
    twoLinks: true,
    cause: 'link',
    seen: ['the site answers by its other link', '3 other links of VNPT work'],
  },
  {
    name: 'both links of a site: the links, without what is no longer true',
    node: 's0/l0',
    parts: [
      { ...cut('s0', 120), checks: /^s0\/l0/ },
      { ...cut('s0', 200), checks: /^s0\// },
    ],
    twoLinks: true,
    cause: 'link',
    seen: ['3 other links of VNPT work'],
  },
  {
    name: 'the UPS ran on its battery before the silence: power, at once',
    parts: [{ ...ups(0, 300) }, { ...lost, from: 300 }, backlog(0, 300)],
    cause: 'power',
    first: 'power',
    seen: ['s0/ups ran on its battery from 5 min before'],
  },
  {
    name: 'a UPS that only warns of it: power as well',
    parts: [{ ...ups(0, 300), report: { ...battery, status: 'warn' } }, { ...lost, from: 300 }, backlog(0, 300)],
    cause: 'power',
    first: 'power',
    seen: ['s0/ups ran on its battery from 5 min before'],
  },
  {
    name: 'the UPS had mains again long before the silence: not power',
    parts: [ups(0, 100), { ...lost, from: 480, to: 900 }, backlog(0, 480, 900)],
    until: 1_300,
    cause: 'link',
    seen: ['the UPS of the site had mains meanwhile'],
  },
  {
    name: 'that it ran on battery is only heard afterwards: power',
    parts: [lost, ups(60, 600), backlog(0, 60)],
    cause: 'power',
    first: 'link',
    seen: ['s0/ups ran on its battery from 1 min before'],
  },
  {
    name: 'that it came to run on battery in the middle is heard afterwards: power',
    parts: [lost, ups(300, 600), backlog(0)],
    cause: 'power',
    first: 'link',
    seen: ['s0/ups ran on its battery meanwhile'],
  },
  {
    name: 'points of a UPS tell the same as its check',
    parts: [lost],
    points: [{ at: 90, sample: point('ups', 'ups', { output_source: 5n, on_battery_s: 40 }) }],
    cause: 'power',
    first: 'power',
    seen: ['s0/ups ran on its battery from 1 min before'],
  },
  {
    name: 'the last gasp of a UPS is a trap: power, and not so sure',
    parts: [lost],
    points: [{ at: 115, sample: trap('s0/ups', 'ups-on-battery', 'upsTrapOnBattery') }],
    cause: 'power',
    first: 'power',
    seen: ['s0/ups went on its battery at that moment'],
  },
  {
    name: 'a trap of a UPS, and another that mains is back: the link',
    parts: [{ ...lost, from: 480 }],
    points: [
      { at: 100, sample: trap('s0/ups', 'ups-on-battery', 'upsTrapOnBattery') },
      { at: 130, sample: trap('s0/ups', 'ups-back', 'powerRestored') },
    ],
    cause: 'link',
    seen: [],
  },
  {
    name: 'the router restarted and nothing else is known: power or the device, not the line',
    parts: [lost],
    points: [{ at: 640, sample: upFor('s0/rt', 100) }],
    cause: 'device',
    first: 'link',
    seen: ['s0/rt restarted meanwhile: power or the device, not the line'],
  },
  {
    name: 'the router restarted while the server ran on: the device',
    parts: [lost],
    points: [
      { at: 640, sample: upFor('s0/rt', 100) },
      {
        at: 640,
        sample: { ...point('system', 'srv', { uptime: 90_000n }), tags: { site: 's0', device: 'srv', agent: 'a0' } },
      },
    ],
    cause: 'device',
    seen: ['s0/rt restarted while s0/srv ran on'],
  },
  {
    name: 'router and server restarted: power',
    parts: [lost],
    points: [
      { at: 640, sample: upFor('s0/rt', 100) },
      { at: 640, sample: upFor('s0/srv', 80) },
    ],
    cause: 'power',
    seen: ['restarted meanwhile: s0/rt, s0/srv'],
  },
  {
    name: 'the router ran on: the line',
    parts: [lost],
    points: [{ at: 640, sample: upFor('s0/rt', 9_000) }],
    cause: 'link',
    seen: ['s0/rt ran on and did not restart'],
  },
  {
    name: 'sysUpTime that went round after 497 days is no restart',
    parts: [lost],
    points: [
      { at: 300, sample: upFor('s0/rt', 42_949_500) },
      { at: 640, sample: upFor('s0/rt', 42_949_840 - 42_949_673) },
    ],
    cause: 'link',
    seen: ['s0/rt ran on and did not restart'],
  },
  {
    name: 'the router was restarted in vain, long before the link was back: the line',
    parts: [{ ...lost, to: 2_400 }],
    points: [{ at: 2_460, sample: upFor('s0/rt', 2_160) }],
    until: 2_800,
    cause: 'link',
    seen: [],
  },
  {
    name: 'a trap says that the router began anew: power or the device',
    parts: [lost],
    points: [{ at: 605, sample: trap('s0/rt', 'restart', 'coldStart') }],
    cause: 'device',
    seen: ['s0/rt restarted meanwhile: power or the device, not the line'],
  },
  {
    name: 'the interface that ends the line is down, as is seen by the other line: the line',
    parts: [{ ...cut('s0'), checks: /^s0\/l0/ }],
    twoLinks: true,
    points: [{ at: 180, sample: point('interface', 'rt', { ifOperStatus: 2n }, { ifName: 'wan0' }) }],
    cause: 'link',
    seen: [
      'the site answers by its other link',
      "wan0 of s0/rt has no signal: the line itself, at the site's end",
      '3 other links of VNPT work',
    ],
  },
  {
    name: 'the interface that ends the line is up: it is lost beyond it',
    parts: [{ ...cut('s0'), checks: /^s0\/l0/ }],
    twoLinks: true,
    points: [
      { at: 180, sample: point('interface', 'rt', { ifOperStatus: 1n }, { ifName: 'wan0' }) },
      { at: 181, arrives: 185, sample: point('interface', 'rt', { ifOperStatus: 2n }, { ifName: 'lan3' }) },
    ],
    cause: 'link',
    seen: [
      'the site answers by its other link',
      "wan0 of s0/rt is up: what is lost is lost beyond it, in the provider's network",
      '3 other links of VNPT work',
    ],
  },
  {
    name: "the way ends in the provider's network",
    parts: [lost],
    points: [{ at: 125, sample: path('10.0.0.1 > * > 113.160.4.9') }],
    cause: 'link',
    seen: ["the way ends at 113.160.4.9, in the provider's network"],
  },
  {
    name: 'the way ends at a device of the hub: at our end of the line',
    parts: [lost],
    points: [{ at: 125, sample: path('10.0.0.1') }],
    cause: 'link',
    seen: ['the way ends at dc/core, at our end of the line'],
  },
  {
    name: 'the way leads as far as the site: the device there',
    parts: [lost],
    points: [{ at: 125, sample: path('10.0.0.1 > 113.160.4.9 > 10.0.1.10') }],
    cause: 'device',
    seen: ['the way leads as far as s0/srv on the site'],
  },
  {
    name: 'a device of the hub loses the signal of a line at that moment',
    parts: [lost],
    points: [{ at: 115, sample: trap('dc/core', 'link-down', 'linkDown Gi0/0/7') }],
    cause: 'link',
    seen: ['dc/core says: linkDown Gi0/0/7'],
  },
  {
    name: 'a device that does not answer on a site that does: the device',
    node: 's0/srv',
    parts: [{ from: 120, to: 600, checks: /^s0\/srv\/icmp/, report: fail }],
    cause: 'device',
    seen: ['the link to the site answers'],
  },
  {
    name: 'a device that ran on all the while: the network of the site',
    node: 's0/srv',
    parts: [{ from: 120, to: 600, checks: /^s0\/srv\/icmp/, report: fail }],
    points: [{ at: 640, sample: upFor('s0/srv', 9_000) }],
    cause: 'lan',
    first: 'device',
    seen: ['s0/srv ran on and did not restart'],
  },
  {
    name: 'several devices of a site whose link works: its network',
    node: 's0/@lan',
    parts: [{ from: 120, to: 600, checks: /^s0\/(pc|srv\/icmp)/, report: fail }],
    cause: 'lan',
    seen: ['the link to the site answers'],
  },
  {
    name: 'links of one provider and of no other: the provider',
    node: '@provider/vnpt',
    parts: [{ from: 120, to: 600, checks: /^s[0246]\//, report: fail }],
    sites: 8,
    points: [
      { at: 125, sample: path('10.0.0.1 > 113.160.4.9') },
      { at: 125, sample: { ...path('10.0.0.1 > 113.160.4.9'), tags: { site: 's2', link: 'l0', agent: 'hub' } } },
    ],
    cause: 'provider',
    seen: ['links of other providers work', "the ways to 2 sites end in the provider's network"],
  },
  {
    name: 'links of the only provider: each for itself, for there is no comparison',
    node: 's0/l0',
    parts: [{ from: 120, to: 600, checks: /^s[012]\//, report: fail }],
    sites: 12,
    provider: () => 'vnpt',
    cause: 'link',
    seen: [],
  },
  {
    name: 'links of all providers, while the hub answers: the hub',
    node: 'dc',
    parts: [{ from: 120, to: 600, checks: /^s\d\/.*@hub/, report: fail }],
    sites: 8,
    cause: 'hub',
    seen: ['what stands at the hub answers (3/3 devices)', '8/8 links failed together'],
  },
  {
    name: 'links of all providers, and the hub itself does not answer: its agent',
    node: 'dc',
    parts: [{ from: 120, to: 600, checks: /@hub/, report: fail }],
    sites: 8,
    cause: 'self',
    first: 'hub',
    seen: ['what stands at the hub does not answer either (3/3 devices)'],
  },
  {
    name: 'an agent that says of itself that it cannot measure: ourselves',
    node: '@self',
    parts: [{ from: 120, to: 600, checks: /@hub/, report: { status: 'fail', error: 'local' } }],
    cause: 'self',
    seen: [],
  },
  {
    name: 'an agent that was silent because its machine restarted',
    node: 's0/@a0',
    parts: [{ from: 120, to: 600, checks: /@a0/, report: 'late' }],
    points: [
      {
        at: 615,
        sample: { ...point('system', 'srv', { uptime: 60n }), tags: { site: 's0', device: 'srv', agent: 'a0' } },
      },
    ],
    cause: 'agent',
    seen: ['s0/srv restarted'],
  },
]

describe('a cause', () => {
  test.for(cases)('$name', ({ node = 's0/l0', cause, first, seen, ...drama }) => {
    const { told, last } = play({ until: 1_000, ...drama })
    const incident = last.get(node)
    expect(incident, `an incident of ${node} among ${[...last.keys()]}`).toBeDefined()
    const { attribution } = incident!
    expect({ cause: incident!.cause, attributed: attribution?.cause, state: attribution?.state }).toEqual({
      cause,
      attributed: cause,
      state: 'confirmed',
    })
    expect(attribution!.evidence.map(({ en }) => en)).toEqual(seen)
    const opened = told.find(({ kind, incident: { id } }) => kind === 'opened' && id === incident!.id)!
    expect(opened.incident.attribution).toMatchObject({ state: 'provisional', ...(first && { cause: first }) })
  })

  test.for(cases)(
    '$name: a restart at every moment changes nothing',
    ({ name: _, node, cause, first, seen, ...drama }) => {
      const whole = { until: 1_000, ...drama }
      expect(play({ ...whole, restarts: true }).told).toEqual(play(whole).told)
    },
  )
})
