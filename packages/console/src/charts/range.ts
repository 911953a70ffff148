/** How far back the charts look, and how fine: about as many steps as a chart has room for. */
export const ranges = {
  '15m': { spanMs: 15 * 60_000, stepMs: 5_000 },
  '1h': { spanMs: 60 * 60_000, stepMs: 15_000 },
  '6h': { spanMs: 6 * 60 * 60_000, stepMs: 60_000 },
  '24h': { spanMs: 24 * 60 * 60_000, stepMs: 240_000 },
} as const

export type Range = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as Range[]
