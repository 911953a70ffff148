import type { CheckRecord } from '../record.ts'

/** A series without values for so long is `missing`; after so long it is forgotten, with what was said of it. */
export const STALE_MS = 300_000
const GONE_MS = 3_600_000

/** When a series without values is missed, and then forgotten. */
export const fieldDue = ({ field, lastSeen, graceFrom }: CheckRecord): number =>
  Math.max(lastSeen, graceFrom) + (field?.stale ? GONE_MS : STALE_MS)
