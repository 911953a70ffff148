import { colour, thresholds } from '../colour.ts'
import type { Thresholds } from '../schema.ts'

/** Good from what is promised on, in per cent; bad when twice as much is missing. */
export const falling = (promised: number): Thresholds =>
  thresholds(colour.fail, [100 - 2 * (100 - promised), colour.warn], [promised, colour.ok])
