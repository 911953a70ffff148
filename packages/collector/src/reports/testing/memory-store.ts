import { type FieldValue, type Point, Unsigned } from '@vonggac/model'
import type { SeriesValue, Store, StoredRow } from '../../store/store.ts'

/** A store of points in memory, for tests of what reads raw points. In order of time, as they were given. */
export function memoryStore(points: readonly Point[], rawSince = 0): Store {
  const byMeasurement = Map.groupBy(points, ({ measurement }) => measurement)
  const matching = (measurement: string, tags: Readonly<Record<string, string | readonly string[]>>) =>
    (byMeasurement.get(measurement) ?? []).filter((point) =>
      Object.entries(tags).every(([key, value]) => [value].flat().includes(point.tags[key] ?? '')),
    )
  return {
    kind: 'embedded',
    write: async () => ({ rejected: [] }),
    async series({ measurement, tags, from, to, limit }) {
      const found = matching(measurement, tags).filter(({ timestamp }) => timestamp >= from && timestamp < to)
      return found.length === 0
        ? []
        : [{ tags: {}, points: found.slice(-limit).map(({ timestamp }) => [timestamp, 1]) }]
    },
    async *rows({ measurement, fields, tags, from, to }) {
      const found = matching(measurement, tags).filter(({ timestamp }) => timestamp >= from && timestamp < to)
      const rows = found.map(
        ({ timestamp, fields: values }): StoredRow => [timestamp, ...fields.map((name) => shown(values[name]))],
      )
      // In two batches, so that whoever takes only the first is found out.
      const half = Math.ceil(rows.length / 2)
      for (const batch of [rows.slice(0, half), rows.slice(half)]) if (batch.length > 0) yield batch
    },
    rawSince: () => rawSince,
    summariesSince: () => rawSince,
    health: async () => ({ ok: true, detail: '' }),
    close: async () => {},
    async [Symbol.asyncDispose]() {},
  }
}

function shown(value: FieldValue | undefined): SeriesValue {
  if (value === undefined) return null
  if (value instanceof Unsigned) return Number(value.value)
  return typeof value === 'bigint' ? Number(value) : value
}
