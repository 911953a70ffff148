import type { Attribution, Cause } from '../contract.ts'
import type { World } from '../world.ts'
import type { Case } from './case.ts'
import { powerSigns } from './power-signs.ts'
import { restartSigns } from './restart-signs.ts'
import { judge, type Sign, withSigns } from './sign.ts'
import { waySigns } from './way-signs.ts'

/** Incidents that a failure of power, or of a device, may hide behind. */
const PHYSICAL: ReadonlySet<Cause> = new Set(['link', 'device', 'lan'])

/**
 * Everything that is known now and speaks for a cause. What can be seen only while it lasts is kept from when it was seen; what
 * was heard of the site is asked anew each time, for it may have arrived late.
 */
export function signsOf(world: World, one: Case): readonly Sign[] {
  const clues = [
    ...(PHYSICAL.has(one.base) ? powerSigns(world, one) : []),
    ...restartSigns(world, one),
    ...waySigns(world, one),
  ]
  return withSigns(one.signs, clues)
}

/** Judges why it happened, by what is known now. */
export function attribute(world: World, one: Case, state: Attribution['state'] = 'provisional'): Attribution {
  const { cause, confidence, evidence } = judge(one.base, signsOf(world, one))
  return { cause, confidence, state, evidence }
}
