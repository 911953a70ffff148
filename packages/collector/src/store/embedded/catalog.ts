import type { DatabaseSync } from 'node:sqlite'
import type { Tags } from '@vonggac/model'
import { type FieldType, fieldTypes } from '../field-type.ts'

/** One field of one series, as the writer knows it. */
export interface FieldSeries {
  readonly id: number
  readonly type: FieldType
  /** The 5-minute bucket that is marked dirty on disk and not rolled up since, so that it need not be marked again. */
  dirtyAt: number
}

/** A series as it stands in the table. */
export interface SeriesRow {
  readonly id: number
  readonly tags: Tags
  readonly type: FieldType
}

/** More field series than this in memory make it start afresh: ~200 bytes each. */
const MAX_KNOWN = 200_000

/** The series and the types of fields, on disk and remembered. */
export class Catalog {
  readonly #statements
  /** By the tags object itself, since the decoder gives the same object again for the same series. */
  #byTags = new WeakMap<Tags, Map<string, Map<string, FieldSeries>>>()
  /** By measurement and canonical tags: the fields of a series. */
  #byKey = new Map<string, Map<string, FieldSeries>>()
  #byId = new Map<number, FieldSeries>()
  readonly #types = new Map<string, FieldType>()

  constructor(db: DatabaseSync) {
    this.#statements = prepare(db)
    for (const row of this.#statements.types.all() as { measurement: string; name: string; type: number }[]) {
      this.#types.set(`${row.measurement}\0${row.name}`, fieldTypes[row.type]!)
    }
  }

  /** The type that a field has for good, or `undefined` when nobody has written it yet. */
  typeOf(measurement: string, field: string): FieldType | undefined {
    return this.#types.get(`${measurement}\0${field}`)
  }

  /** The known fields of a series: look there first, then `add`. */
  fieldsOf(measurement: string, tags: Tags): Map<string, FieldSeries> {
    const byMeasurement = this.#byTags.get(tags)
    const known = byMeasurement?.get(measurement)
    if (known) return known
    const key = `${measurement}\0${canonicalTags(tags)}`
    let fields = this.#byKey.get(key)
    if (!fields) {
      if (this.#byId.size > MAX_KNOWN) this.forget()
      fields = new Map()
      this.#byKey.set(key, fields)
    }
    if (byMeasurement) byMeasurement.set(measurement, fields)
    else this.#byTags.set(tags, new Map([[measurement, fields]]))
    return fields
  }

  /** Makes or finds a field series on disk. Inside a transaction. */
  add(measurement: string, tags: Tags, field: string, type: FieldType): FieldSeries {
    const { addType, addSeries, findSeries } = this.#statements
    const code = fieldTypes.indexOf(type)
    if (!this.typeOf(measurement, field)) {
      addType.run(measurement, field, code)
      this.#types.set(`${measurement}\0${field}`, type)
    }
    const text = canonicalTags(tags)
    addSeries.run(measurement, field, text, code)
    const { id } = findSeries.get(measurement, field, text) as { id: number }
    const entry = this.#byId.get(id) ?? { id, type, dirtyAt: Number.NaN }
    this.#byId.set(id, entry)
    this.fieldsOf(measurement, tags).set(field, entry)
    return entry
  }

  /** The series of a field whose tags `matches`. */
  find(measurement: string, field: string, matches: (tags: Tags) => boolean): SeriesRow[] {
    const rows = this.#statements.ofField.all(measurement, field) as { id: number; tags: string; type: number }[]
    const found = rows.map(({ id, tags, type }) => ({ id, tags: JSON.parse(tags) as Tags, type: fieldTypes[type]! }))
    return found.filter(({ tags }) => matches(tags))
  }

  /** A bucket of the series has been rolled up: the next value in it marks it dirty again. */
  rolled(id: number, at: number) {
    const entry = this.#byId.get(id)
    if (entry?.dirtyAt === at) entry.dirtyAt = Number.NaN
  }

  /** Removes a series that has nothing left. Inside a transaction. */
  remove(id: number) {
    const row = this.#statements.removeSeries.get(id) as { measurement: string; field: string } | undefined
    if (row && !this.#statements.ofField.get(row.measurement, row.field)) {
      this.#statements.removeType.run(row.measurement, row.field)
      this.#types.delete(`${row.measurement}\0${row.field}`)
    }
    this.forget()
  }

  /** Drops what is remembered, after a transaction that was rolled back for one: the disk says what is. */
  forget() {
    this.#byTags = new WeakMap()
    this.#byKey = new Map()
    this.#byId = new Map()
    this.#types.clear()
    for (const row of this.#statements.types.all() as { measurement: string; name: string; type: number }[]) {
      this.#types.set(`${row.measurement}\0${row.name}`, fieldTypes[row.type]!)
    }
  }
}

/** Tags in one spelling, whatever their order; a tag without a value is none. */
const canonicalTags = (tags: Tags): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(tags)
        .filter(([, value]) => value !== '')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  )

function prepare(db: DatabaseSync) {
  return {
    types: db.prepare('SELECT measurement, name, type FROM field'),
    addType: db.prepare('INSERT INTO field (measurement, name, type) VALUES (?, ?, ?)'),
    removeType: db.prepare('DELETE FROM field WHERE measurement = ? AND name = ?'),
    addSeries: db.prepare('INSERT OR IGNORE INTO series (measurement, field, tags, type) VALUES (?, ?, ?, ?)'),
    findSeries: db.prepare('SELECT id FROM series WHERE measurement = ? AND field = ? AND tags = ?'),
    removeSeries: db.prepare('DELETE FROM series WHERE id = ? RETURNING measurement, field'),
    ofField: db.prepare('SELECT id, tags, type FROM series WHERE measurement = ? AND field = ? ORDER BY id'),
  }
}
