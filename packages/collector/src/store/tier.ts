/** Resolutions that points are kept in, and the length of their buckets in ms. */
export const tierMs = { raw: 0, fiveMinutes: 300_000, oneHour: 3_600_000 } as const
export type Tier = keyof typeof tierMs

/** How long each resolution is kept, in ms: `collector.store.retention` of the configuration. */
export type Retention = Readonly<Record<Tier, number>>

/** Up to this range a chart reads what was written, so that the newest points are there whatever the rollups are behind. */
const RAW_RANGE_MS = 6 * 3_600_000

/**
 * Which resolution answers a query, and with what step. The rule, for every store and for the dashboards:
 * 1. without a step: raw;
 * 2. a range up to 6 h: raw; beyond, the coarsest resolution that divides the step;
 * 3. where that is not kept as far back as the query begins, the next coarser one, the step rounded up to its multiple.
 */
export function chooseTier(
  query: { readonly from: number; readonly to: number; readonly stepMs?: number | undefined },
  retention: Retention,
  now: number,
): { readonly tier: Tier; readonly stepMs: number | undefined } {
  const { from, to, stepMs } = query
  if (stepMs === undefined) return { tier: 'raw', stepMs }
  const fits = (size: number) => to - from > RAW_RANGE_MS && stepMs % size === 0
  const wanted = fits(tierMs.oneHour) ? 2 : fits(tierMs.fiveMinutes) ? 1 : 0
  const order = ['raw', 'fiveMinutes', 'oneHour'] as const
  const tier = order.find((name, i) => i >= wanted && from >= now - retention[name]) ?? 'oneHour'
  const size = tierMs[tier]
  return { tier, stepMs: size === 0 ? stepMs : Math.ceil(stepMs / size) * size }
}

/** Retention as it can work: a coarser resolution is made from the finer one, so it is kept at least as long. */
export function effectiveRetention({ raw, fiveMinutes, oneHour }: Retention): Retention {
  const five = Math.max(raw, fiveMinutes)
  return { raw, fiveMinutes: five, oneHour: Math.max(five, oneHour) }
}
