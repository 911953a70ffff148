import { checkKinds } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { probes } from './registry.ts'

test('every kind that can be configured has a probe, and no other', () => {
  expect(Object.keys(probes).sort()).toEqual(Object.keys(checkKinds).sort())
})
