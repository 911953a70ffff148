import type { Check, Result } from '@vonggac/model'
import { expect, test } from 'vitest'
import type { Io } from './command.ts'
import { stampText } from './stamp-text.ts'

const io: Io = { out: () => {}, err: () => {}, colour: false, tty: false }
const check = { id: 'stamp@here', kind: 'stamp', target: 'h:862', tags: {} } as unknown as Check
const fields = {
  loss_forward_pct: 4.63,
  loss_return_pct: 0,
  jitter_forward_ms: 0.5,
  jitter_return_ms: 1.25,
  reorder_forward: 0n,
  reorder_return: 2n,
  duplicate_forward: 0n,
  duplicate_return: 0n,
  rtt_ms_min: 1,
  rtt_ms_avg: 2.5,
  rtt_ms_p95: 3,
  rtt_ms_max: 4.125,
  clock_synchronised: true,
  own_late: 0n,
  own_drops: 0n,
}
const result = (points: Result['points']): Result => ({
  check,
  status: 'warn',
  error: 'loss',
  detail: 'more than 2 % lost',
  at: 0,
  durationMs: 12,
  points,
})
const point = (measurement: string, some: Result['points'][number]['fields']) => ({
  measurement,
  tags: {},
  fields: some,
  timestamp: 0,
})

test('both ways stand beside each other, with a dash for what cannot be told', () => {
  const media = { codec: 'g729a', mos_forward: 3.9, mos_return: 4, r_factor_forward: 77, r_factor_return: 80.5 }
  expect(stampText(result([point('stamp', fields), point('media_quality', media)]), io)).toBe(`\
warn  stamp h:862  12.0 ms
  loss: more than 2 % lost

                 there    back
  lost           4.63 %   0 %
  jitter         0.50 ms  1.25 ms
  one-way delay  –        –
  out of order   0        2
  doubled        0        0
  MOS (g729a)    3.90     4
  R              77       80.50

  round trip  min 1 ms  avg 2.50 ms  p95 3 ms  max 4.13 ms
  own clock   synchronised
`)
})

test('what this machine did to the figures is told; without an answer there is no table', () => {
  const behind = { ...fields, own_late: 3n, own_lag_ms_max: 18.5 }
  expect(stampText(result([point('stamp', behind)]), io)).toContain(
    '\n  own fault   up to 18.50 ms behind: 3 not timed, 0 dropped\n',
  )
  expect(stampText(result([]), io)).toBe('warn  stamp h:862  12.0 ms\n  loss: more than 2 % lost\n')
})
