import type { Check, TrapDevice } from '@vonggac/model'
import { expect, test } from 'vitest'
import { checksToRun } from './reaction.ts'
import { createSourceLimit } from './source-limit.ts'

test('a source has its burst at once and its rate for long; others are not touched', () => {
  const limit = createSourceLimit({ rate: 10, burst: 20 })
  const taken = (source: string, now: number, times: number) =>
    Array.from({ length: times }, () => limit.take(source, now)).filter(({ ok }) => ok).length
  expect(taken('a', 0, 100)).toBe(20)
  expect(taken('b', 0, 5)).toBe(5)
  expect(taken('a', 1_000, 100)).toBe(10)
  expect(taken('a', 100_000, 100)).toBe(20)
})

test('the first that is dropped of a row is told, and again when the source had been quiet', () => {
  const limit = createSourceLimit({ rate: 1, burst: 4 })
  const firsts = (now: number) =>
    Array.from({ length: 10 }, () => limit.take('a', now)).filter(({ first }) => first).length
  expect([firsts(0), firsts(100), firsts(60_000)]).toEqual([1, 0, 1])
})

test('forged addresses cost bounded memory and a bounded rate', () => {
  const limit = createSourceLimit({ rate: 10, burst: 20 })
  const taken = Array.from({ length: 20_000 }, (_, i) => limit.take(`s${i}`, 0)).filter(({ ok }) => ok)
  expect(taken).toHaveLength(4_000)
  expect(limit.sources).toBe(4_096)
})

const device: TrapDevice = { site: 's', device: 'rt1', address: '10.0.0.1', gateways: [], links: ['vnpt'] }
const check = (node: string, kind: string) => ({ id: `${node}/${kind}`, node, kind }) as Check
const checks = [
  check('s/vnpt', 'icmp'),
  check('s/vnpt', 'tcp'),
  check('s/rt1', 'tcp'),
  check('s/rt1', 'icmp'),
  check('s/rt1', 'snmp'),
  check('s/rt2', 'snmp'),
]

test.for([
  ['link-down', ['s/rt1/snmp', 's/rt1/tcp', 's/vnpt/tcp']],
  ['restart', ['s/rt1/snmp', 's/rt1/tcp', 's/vnpt/tcp']],
  ['ups-on-battery', ['s/rt1/snmp', 's/rt1/tcp']],
  ['auth', []],
  [undefined, []],
] as const)('%s: runs %s', ([effect, ids]) => expect(checksToRun(effect, device, checks)).toEqual(ids))
