import { z } from '@hono/zod-openapi'

/** 1684 to 2255: InfluxDB counts time in 64-bit nanoseconds, and must be able to round to a step. */
const MAX_TIME_MS = 9_000_000_000_000

/** A moment that the store can be asked for, as it stands in an address. */
export const storeTime = z.coerce.number().int().min(-MAX_TIME_MS).max(MAX_TIME_MS).describe('Unix epoch milliseconds')
