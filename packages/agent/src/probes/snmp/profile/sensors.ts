import { int, type Profile, type ProfileLimit, type ProfileSensor } from '@vonggac/model'
import type { Measured } from '../../../probe.ts'
import { cell, computed, keeps, numberOf, textIn } from './field.ts'
import type { Gathered } from './gather.ts'
import { isScalar } from './needs.ts'

/** How a sensor is; its index is the field `status` of measurement `sensor`. */
const statuses = ['ok', 'warn', 'fail', 'unknown'] as const
export type SensorStatus = (typeof statuses)[number]

/** What one sensor says. */
export interface SensorReading {
  readonly status: SensorStatus
  /** For people: `temperature of PSU 1 is 78 °C (limit 70 °C)`. */
  readonly text: string
  readonly point: Measured
}

/** Every sensor of a profile that the device has. */
export function sensorReadings({ sensors }: Profile, gathered: Gathered): SensorReading[] {
  const readings: SensorReading[] = []
  const seen = new Map<string, number>()
  for (const sensor of sensors) {
    const { oid } = sensor.value
    const rows = isScalar(oid) ? [''] : [...(gathered.columns.get(oid)?.keys() ?? [])]
    for (const index of rows) {
      const reading = sensorReading(sensor, gathered, index, seen)
      if (reading) readings.push(reading)
    }
  }
  return readings
}

function sensorReading(
  sensor: ProfileSensor,
  gathered: Gathered,
  index: string,
  seen: Map<string, number>,
): SensorReading | undefined {
  const type = typeOf(sensor, gathered, index)
  const raw = numberOf(cell(gathered, sensor.value.oid, index))
  if (type === undefined || raw === undefined || !keeps(sensor.where, gathered, index)) return undefined
  const value = valueIn(sensor, raw, gathered, index)
  const state = sensor.states?.[String(raw)]
  if (value === undefined || state?.status === 'absent') return undefined
  const name = unique(`${type} `, nameOf(sensor, gathered, index), seen)
  const judged = sensor.states
    ? { status: state?.status ?? ('unknown' as const), limit: '' }
    : judge(sensor, value, limitsOf(sensor, gathered, index))
  const shown = sensor.states ? (state?.text ?? `${raw}`) : `${rounded(value)}${sensor.unit && ` ${sensor.unit}`}`
  const fields = {
    value,
    status: int(statuses.indexOf(judged.status)),
    ...(sensor.states && { status_text: shown }),
  }
  return {
    status: judged.status,
    text: `${type} of ${name} is ${shown}${judged.limit}`,
    point: { measurement: 'sensor', tags: { sensor: name, type }, fields },
  }
}

const typeOf = ({ type, typeFrom }: ProfileSensor, gathered: Gathered, index: string): string | undefined => {
  if (!typeFrom) return type
  const number = numberOf(cell(gathered, typeFrom.oid, index))
  return number === undefined ? undefined : typeFrom.map[String(number)]
}

function nameOf({ name, nameFrom }: ProfileSensor, gathered: Gathered, index: string): string {
  return (nameFrom && textIn(cell(gathered, nameFrom, index))) ?? name.replaceAll('{index}', index)
}

/** Two sensors of a type with one name are two series: the second is called `name #2`. */
function unique(prefix: string, name: string, seen: Map<string, number>): string {
  const times = (seen.get(prefix + name) ?? 0) + 1
  seen.set(prefix + name, times)
  return times === 1 ? name : `${name} #${times}`
}

/** SI prefixes of EntitySensorDataScale: units are 9, each step is a thousand. */
const UNITS = 9

function valueIn({ value, exponent }: ProfileSensor, raw: number, gathered: Gathered, index: string) {
  const read = (oid: string) => numberOf(cell(gathered, oid, index))
  const worked = computed(value, raw, read)
  if (!exponent || worked === undefined) return worked
  const scale = read(exponent.scale) ?? UNITS
  const precision = read(exponent.precision) ?? 0
  return Number((worked * 10 ** (3 * (scale - UNITS) - precision)).toPrecision(12))
}

interface Limits {
  readonly warnAbove: number | undefined
  readonly failAbove: number | undefined
  readonly warnBelow: number | undefined
  readonly failBelow: number | undefined
}

/** Limits that the device says are on the scale of its value; 0 and less is how devices say that there is none. */
function limitsOf(sensor: ProfileSensor, gathered: Gathered, index: string): Limits {
  const limit = (one: ProfileLimit | undefined): number | undefined => {
    if (typeof one !== 'string') return one
    const raw = numberOf(cell(gathered, one, index))
    return raw === undefined || raw <= 0 ? undefined : raw * (sensor.value.scale ?? 1)
  }
  const { warnAbove, failAbove, warnBelow, failBelow } = sensor
  return {
    warnAbove: limit(warnAbove),
    failAbove: limit(failAbove),
    warnBelow: limit(warnBelow),
    failBelow: limit(failBelow),
  }
}

function judge({ unit }: ProfileSensor, value: number, limits: Limits): { status: SensorStatus; limit: string } {
  const { warnAbove, failAbove, warnBelow, failBelow } = limits
  const beyond = (status: SensorStatus, limit: number) => ({
    status,
    limit: ` (limit ${rounded(limit)}${unit && ` ${unit}`})`,
  })
  if (failAbove !== undefined && value > failAbove) return beyond('fail', failAbove)
  if (failBelow !== undefined && value < failBelow) return beyond('fail', failBelow)
  if (warnAbove !== undefined && value > warnAbove) return beyond('warn', warnAbove)
  if (warnBelow !== undefined && value < warnBelow) return beyond('warn', warnBelow)
  return { status: 'ok', limit: '' }
}

const rounded = (value: number) => String(Math.round(value * 10) / 10)
