import type { FieldValue } from '@vonggac/model'
import { fieldOf, isException, textOf, type Varbind } from '../../probes/snmp/value.ts'
import { type Effect, type NamedValue, type Notification, notifications, upsAlarms, values } from './notifications.ts'
import type { Trap } from './trap-pdu.ts'

/** A trap with names: what is stored and shown. */
export interface TrapReading {
  /** `linkDown`; `undefined` for what nobody has named. */
  readonly name: string | undefined
  readonly effect: Effect | undefined
  /** Values that have a name, each of its one type. */
  readonly named: Readonly<Record<string, FieldValue>>
  /** The others in one text, `OID=value OID=value …`, at most `MAX_TEXT` characters. */
  readonly others: string
  /** One line for people: `linkDown Gi0/0/1`. */
  readonly summary: string
}

/** Names beside those that are built in: those of the profiles. */
export interface Names {
  readonly notification: (oid: string) => Notification | undefined
  readonly value: (oid: string) => NamedValue | undefined
}

export const standardNames: Names = {
  notification: (oid) => (Object.hasOwn(notifications, oid) ? notifications[oid] : undefined),
  value: (oid) => (Object.hasOwn(values, oid) ? values[oid] : undefined),
}

/** A line of text: enough for a screen, little enough for a database. */
const MAX_TEXT = 1_000
const MAX_VALUE = 200
/** An instance of more arcs than this belongs to no table that we have names for. */
const MAX_INSTANCE_ARCS = 12

/** Puts names to a trap. Never throws. */
export function readTrap(trap: Trap, names: Names = standardNames): TrapReading {
  const known = spellings(trap.oid).flatMap((oid) => names.notification(oid) ?? [])[0]
  const named: Record<string, FieldValue> = {}
  const others: string[] = []
  for (const varbind of trap.varbinds) {
    if (isException(varbind)) continue
    const value = nameOf(varbind.oid, names)
    const field = value && fieldOf(varbind, value.type)
    if (value && field !== undefined && !(value.name in named)) named[value.name] = shortened(field)
    else others.push(`${varbind.oid}=${shown(varbind)}`)
  }
  const alarm = typeof named.upsAlarmDescr === 'string' ? upsAlarms[named.upsAlarmDescr] : undefined
  if (alarm) named.upsAlarmDescr = alarm
  const effect = known?.effect ?? effectOfAlarm(known?.name, alarm)
  const summary = [known?.name ?? trap.oid, subjectOf(named, trap)].filter(Boolean).join(' ')
  return { name: known?.name, effect, named, others: cut(others.join(' '), MAX_TEXT), summary: cut(summary, MAX_VALUE) }
}

/** v1 puts a 0 before the last number of a maker's trap, which not all MIBs of v2 have (RFC 3584 §3). */
function spellings(oid: string): string[] {
  const at = oid.lastIndexOf('.')
  const [head, last] = [oid.slice(0, at), oid.slice(at)]
  return head.endsWith('.0') ? [oid, `${head.slice(0, -2)}${last}`] : [oid, `${head}.0${last}`]
}

/** The object that an instance is of: the longest OID before it that has a name. */
function nameOf(oid: string, names: Names): NamedValue | undefined {
  let object = oid
  for (let arcs = 0; arcs < MAX_INSTANCE_ARCS; arcs++) {
    const found = names.value(object)
    if (found) return found
    const at = object.lastIndexOf('.')
    if (at < 0) return undefined
    object = object.slice(0, at)
  }
  return undefined
}

/** The alarms of RFC 1628 say in a value what they are about. */
function effectOfAlarm(name: string | undefined, alarm: string | undefined): Effect | undefined {
  if (alarm !== 'upsAlarmOnBattery') return undefined
  if (name === 'upsTrapAlarmEntryAdded') return 'ups-on-battery'
  return name === 'upsTrapAlarmEntryRemoved' ? 'ups-back' : undefined
}

/** What it is about, where that fits in a word or two. */
function subjectOf(named: TrapReading['named'], { varbinds }: Trap): string {
  const name = named.ifName ?? named.ifDescr
  const alias = named.ifAlias ? ` (${named.ifAlias})` : ''
  if (name !== undefined) return `${name}${alias}`
  const index = named.ifIndex ?? varbinds.map(({ oid }) => INTERFACE.exec(oid)?.[1]).find(Boolean)
  if (index !== undefined) return `interface ${index}`
  return String(named.upsAlarmDescr ?? named.mtrapargsString ?? named.mteHotTrigger ?? '')
}

const INTERFACE = /^1\.3\.6\.1\.2\.1\.(?:2\.2\.1|31\.1\.1\.1)\.\d+\.(\d+)$/

function shown({ type, value }: Varbind): string {
  const field = fieldOf({ oid: '', type, value }, 'string')
  const text = field === undefined ? (value instanceof Uint8Array ? textOf(value) : '') : String(field)
  return JSON.stringify(cut(text, MAX_VALUE)).replace(/^"([\w.:/-]*)"$/, '$1')
}

const shortened = (field: FieldValue): FieldValue => (typeof field === 'string' ? cut(field, MAX_VALUE) : field)

/** Cuts between characters, never through one. */
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text)
