import { expect, test } from 'vitest'
import type { Cause } from '../contract.ts'
import { judge, type Sign, withSigns } from './sign.ts'

const sign = (cause: Cause, weight: number, ...against: Cause[]): Sign => ({
  key: `${cause} ${weight}`,
  cause,
  weight,
  text: { vi: `${cause} ${weight}`, en: `${cause} ${weight}` },
  against,
})

test.for<{ name: string; base: Cause; signs: readonly Sign[]; cause: Cause; confidence: number; evidence: number }>([
  { name: 'nothing but the incident itself', base: 'link', signs: [], cause: 'link', confidence: 0.6, evidence: 0 },
  {
    name: 'one sign for it: half of the doubt that is left',
    base: 'link',
    signs: [sign('link', 0.5)],
    cause: 'link',
    confidence: 0.8,
    evidence: 1,
  },
  {
    name: 'a weak sign for something else: no other cause, and less confidence',
    base: 'link',
    signs: [sign('power', 0.3)],
    cause: 'link',
    confidence: 0.51,
    evidence: 0,
  },
  {
    name: 'a strong sign for something else: that',
    base: 'link',
    signs: [sign('power', 0.95)],
    cause: 'power',
    confidence: 0.95,
    evidence: 1,
  },
  {
    name: 'two weak signs for one other cause: that',
    base: 'link',
    signs: [sign('power', 0.5), sign('power', 0.6)],
    cause: 'power',
    confidence: 0.8,
    evidence: 2,
  },
  {
    name: 'a sign that speaks against the other cause',
    base: 'link',
    signs: [sign('power', 0.9), sign('link', 0.7, 'power')],
    cause: 'link',
    confidence: 0.71,
    evidence: 1,
  },
  {
    name: 'two causes with as much for either: the one that is seen',
    base: 'link',
    signs: [sign('device', 0.6)],
    cause: 'link',
    confidence: 0.38,
    evidence: 0,
  },
  {
    name: 'however much is seen from afar: never certain',
    base: 'link',
    signs: [sign('link', 0.99), sign('link', 0.9)],
    cause: 'link',
    confidence: 0.99,
    evidence: 2,
  },
])('$name', ({ base, signs, cause, confidence, evidence }) => {
  const found = judge(base, signs)
  expect(found).toMatchObject({ cause, confidence })
  expect(found.evidence).toHaveLength(evidence)
})

test('the strongest evidence is told first', () => {
  const { evidence } = judge('link', [sign('link', 0.2), sign('link', 0.7), sign('link', 0.4)])
  expect(evidence.map(({ en }) => en)).toEqual(['link 0.7', 'link 0.4', 'link 0.2'])
})

test('a sign of one kind takes the place of the one before', () => {
  const before = { ...sign('hub', 0.4), key: 'hub' }
  const after = { ...sign('self', 0.9), key: 'hub' }
  expect(withSigns([sign('hub', 0.3), before], [after])).toEqual([sign('hub', 0.3), after])
})
