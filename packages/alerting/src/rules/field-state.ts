import type { Name, Tags } from '@vonggac/model'
import type { AgentRecord, CheckRecord, NodeRecord } from '../record.ts'
import type { Gauge } from './gauge.ts'
import type { CompiledField, FieldWatch } from './watched-field.ts'

/** What a record has beside that of a check when it stands for a rule on a field: a series and what it has come to. */
export interface FieldState {
  readonly watch: FieldWatch
  /** What tells this series from others of its thing: `{path: '/var'}`. */
  readonly tags: Tags
  /** All of its tags when it was first seen, by which rules select. */
  readonly seen: Tags
  readonly gauge: Gauge
  /** No values when some were due. */
  stale: boolean
  /** What it said last, in numbers: `96.2, above 95`. */
  text: Name
}

/** What is looked at for a point of one series: a rule, and its record as soon as there is something to remember. */
export interface Lane {
  readonly watch: FieldWatch
  readonly id: string
  readonly node: NodeRecord
  readonly agent: AgentRecord
  readonly tags: Tags
  readonly seen: Tags
}

/** All that concerns rules on fields. */
export interface Fields {
  readonly rules: ReadonlyMap<string, readonly CompiledField[]>
  /** By a point's measurement and tags as they came. */
  readonly lanes: Map<string, readonly Lane[]>
  /** Those of the records that stand for a series, oldest first. */
  readonly records: Map<string, CheckRecord>
  /** How many have been made, for the order among them. */
  made: number
  /** How many of them learn what is usual. */
  learning: number
  /** Series that found no room. */
  ignored: number
}

/** Longest memory for series: beyond it new ones are not watched, and counted as ignored. */
export const MAX_LANES = 50_000
export const MAX_RECORDS = 20_000
/** What is usual takes 168 hours × 6 weeks of numbers a series. */
export const MAX_LEARNING = 500

export const newFields = (rules: Fields['rules']): Fields => ({
  rules,
  lanes: new Map(),
  records: new Map(),
  made: 0,
  learning: 0,
  ignored: 0,
})
