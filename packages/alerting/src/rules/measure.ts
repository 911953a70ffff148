import type { CheckReport } from '@vonggac/model'
import type { Sample } from '../contract.ts'
import { NEVER_MISSING, newCheckRecord } from '../new-record.ts'
import type { CheckRecord } from '../record.ts'
import { schedule } from '../timer.ts'
import { isLate, takeReport } from '../verdict.ts'
import type { World } from '../world.ts'
import { STALE_MS } from './field-due.ts'
import { type FieldState, type Lane, MAX_LEARNING, MAX_RECORDS } from './field-state.ts'
import { newGauge, read } from './gauge.ts'
import { lanesOf } from './lane.ts'
import { judge, judgeText, plainValue } from './limit.ts'

/** Takes a point in. Nothing is kept of a series that is good and has nothing to remember, which is nearly every one. */
export function takeSample(world: World, sample: Sample): void {
  for (const lane of lanesOf(world, sample)) {
    const value = sample.fields[lane.watch.rule.field]
    if (value !== undefined) takeValue(world, lane, plainValue(value), sample.timestamp)
  }
}

function takeValue(world: World, lane: Lane, value: number | string | boolean, at: number): void {
  const known = world.fields.records.get(lane.id)
  if (!known && !isWorthKeeping(lane, value)) return
  const record = known ?? keep(world, lane)
  if (!record?.field || isLate(world, record, at)) return
  const { field } = record
  // A break in what is measured is a break in how long it was bad.
  if (field.stale || (record.lastAt > 0 && at - record.lastAt > STALE_MS)) field.gauge.badSince = 0
  const breach = read(field.gauge, value, at, field.watch)
  if (breach) field.text = breach.text
  takeReport(world, record, reportOf(record, at, breach?.bad ?? false))
}

/** Counters and what is usual have to be remembered; of a plain limit only that it is passed. */
function isWorthKeeping({ watch: { rule, limits } }: Lane, value: number | string | boolean): boolean {
  if (rule.rate || rule.deviation) return true
  return (typeof value === 'number' ? judge(value, limits, false) : judgeText(value, limits)).bad
}

function keep(world: World, lane: Lane): CheckRecord | undefined {
  const { fields } = world
  const learns = lane.watch.rule.deviation !== undefined
  if (fields.records.size >= MAX_RECORDS || (learns && fields.learning >= MAX_LEARNING)) {
    fields.ignored++
    return undefined
  }
  return addField(world, lane, { gauge: newGauge(), stale: false, text: { vi: '', en: '' } })
}

/** Makes the record of a series: like that of a check, but nobody waits for its results. */
export function addField(
  world: World,
  lane: Lane,
  { gauge, stale, text }: Pick<FieldState, 'gauge' | 'stale' | 'text'>,
): CheckRecord {
  const { fields } = world
  const { watch, id, node, agent, tags, seen } = lane
  const check = {
    id,
    kind: watch.rule.measurement,
    target: node.id,
    vantage: agent.id,
    node: node.id,
    intervalMs: 0,
    timeoutMs: 0,
    tags,
    config: {},
  }
  const record: CheckRecord = {
    ...newCheckRecord(check, watch.believe, { node, agent, index: INDEX_OF_FIELDS + fields.made++ }),
    missingMs: NEVER_MISSING,
    lateMs: LATE_MS,
    maintained: node.maintained,
    graceFrom: world.now,
    field: { watch, tags, seen, gauge, stale, text },
  }
  if (watch.rule.deviation) fields.learning++
  fields.records.set(id, record)
  world.checks.set(id, record)
  node.checks.push(record)
  // Whether it is worked on is worked out with everything else, at the next moment.
  if (world.maintenance.windows.length > 0) world.maintenance.nextAt = 0
  schedule(world, record)
  return record
}

/** After all checks. */
const INDEX_OF_FIELDS = 3_000_000
/** What is measured at most every 5 min is news for so long. */
const LATE_MS = 180_000

const reportOf = ({ check, field }: CheckRecord, at: number, bad: boolean): CheckReport => ({
  check: check.id,
  status: bad ? 'fail' : 'ok',
  error: bad ? 'threshold' : '',
  detail: bad && field ? `${nameOf(field)} = ${field.text.en}` : '',
  at,
  durationMs: 0,
  agent: check.vantage,
})

/** `disk.used_percent of path /var`. */
function nameOf({ watch: { rule }, tags }: FieldState): string {
  const own = Object.entries(tags).map(([tag, value]) => `${tag} ${value}`)
  const rate = rule.rate ? ` a ${rule.rate}` : ''
  return `${rule.measurement}.${rule.field}${rate}${own.length > 0 ? ` of ${own.join(', ')}` : ''}`
}
