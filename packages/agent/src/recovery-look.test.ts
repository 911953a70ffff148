import type { Check } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createRecoveryLook } from './recovery-look.ts'

const check = (site: string, kind: string, node = 'rt'): Check => ({
  id: `${site}/${node}/${kind}@hub`,
  kind,
  target: node,
  vantage: 'hub',
  node: `${site}/${node}`,
  intervalMs: 60_000,
  timeoutMs: 1_000,
  tags: { site },
  config: {},
})
const link = check('a', 'icmp', 'l1')

test('what failed at a site is looked at when its link is noticed to answer again, and nothing else is', async () => {
  const looks: string[] = []
  const { ran, noticed } = createRecoveryLook(fakeClock(), (id) => looks.push(id))
  ran({ check: check('a', 'snmp'), status: 'fail' })
  ran({ check: check('a', 'sip'), status: 'fail' })
  ran({ check: check('a', 'icmp'), status: 'fail' })
  ran({ check: check('a', 'tcp'), status: 'ok' })
  ran({ check: check('b', 'snmp'), status: 'fail' })
  noticed({ check: link, status: 'fail' })
  expect(looks).toEqual([])
  ran({ check: check('a', 'sip'), status: 'unknown' })
  noticed({ check: link, status: 'ok' })
  expect(looks).toEqual(['a/rt/snmp@hub'])
})

test('a link that flaps has them looked at once in five seconds', async () => {
  const clock = fakeClock()
  const looks: string[] = []
  const { ran, noticed } = createRecoveryLook(clock, (id) => looks.push(id))
  ran({ check: check('a', 'snmp'), status: 'fail' })
  for (let i = 0; i < 10; i++) {
    noticed({ check: link, status: 'ok' })
    await clock.advance(1_000)
  }
  expect(looks).toHaveLength(2)
})
