import type { Check, Result, Status } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'

import { createOutageTrace } from './outage-trace.ts'

const check = (node: string, kind: string): Check => ({
  id: `${node}/${kind}@hub`,
  kind,
  target: node,
  vantage: 'hub',
  node,
  intervalMs: 600_000,
  timeoutMs: 1_000,
  tags: {},
  config: {},
})
const checks = ['a/l1', 'a/l2', 'a/rt'].map((node) => check(node, 'icmp'))
const traces = ['a/l1', 'a/l2'].map((node) => check(node, 'traceroute'))

const notice = (of: Check, status: Status): Result => ({
  check: of,
  status,
  error: '',
  detail: '',
  at: 0,
  durationMs: 0,
  points: [],
})

test('a notice of failure traces the way to that node, once in thirty seconds; anything else traces nothing', async () => {
  const clock = fakeClock()
  const traced: string[] = []
  const tell = createOutageTrace([...checks, ...traces], clock, (id) => traced.push(id))
  const [first, second, router] = checks as [Check, Check, Check]
  tell(notice(first, 'ok'))
  tell(notice(router, 'fail'))
  expect(traced).toEqual([])
  tell(notice(first, 'fail'))
  tell(notice(first, 'fail'))
  tell(notice(second, 'fail'))
  expect(traced).toEqual(['a/l1/traceroute@hub', 'a/l2/traceroute@hub'])
  await clock.advance(29_000)
  tell(notice(first, 'fail'))
  expect(traced).toHaveLength(2)
  await clock.advance(1_000)
  tell(notice(first, 'fail'))
  expect(traced).toHaveLength(3)
})
