import { type FieldValue, formatDuration, int } from '@vonggac/model'
import { isException, textOf, type Varbind } from './value.ts'

/** The system group (RFC 3418 §2) in the order it is asked. */
export const systemOids = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysUpTime: '1.3.6.1.2.1.1.3.0',
  sysContact: '1.3.6.1.2.1.1.4.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  sysLocation: '1.3.6.1.2.1.1.6.0',
} as const

/** When a row was last added to or taken from ifTable (RFC 2863): by sysUpTime. */
export const IF_TABLE_LAST_CHANGE = '1.3.6.1.2.1.31.1.5.0'

/** Seconds since the SNMP engine last began (RFC 3411 §5). */
export const SNMP_ENGINE_TIME = '1.3.6.1.6.3.10.2.1.3.0'

/** What a device says about itself, as fields of measurement `snmp`. */
export type SystemFields = Readonly<Record<string, FieldValue>>

/** The fields of the system group; what the device does not have is left out. */
export function systemFields(varbinds: readonly Varbind[]): SystemFields {
  const fields: Record<string, FieldValue> = {}
  for (const [name, oid] of Object.entries(systemOids)) {
    const varbind = varbinds.find((each) => each.oid === oid)
    if (!varbind || isException(varbind)) continue
    if (name === 'sysUpTime') Object.assign(fields, upTimeFields(ticksOf(varbind)))
    else if (varbind.value instanceof Uint8Array) fields[name] = textOf(varbind.value)
    else if (typeof varbind.value === 'string') fields[name] = varbind.value
  }
  return fields
}

/** sysUpTime in both units: hundredths of a second as the device says it (wraps at 497 days), and seconds. */
export const upTimeFields = (ticks: number | undefined): SystemFields =>
  ticks === undefined ? {} : { sysUpTime: int(ticks), uptime_s: ticks / 100 }

/** The number in a TimeTicks value, or `undefined` where there is none that can be a time. */
export const ticksOf = (varbind: Varbind | undefined): number | undefined =>
  typeof varbind?.value === 'number' && varbind.value >= 0 ? varbind.value : undefined

/** `up 12d 3h`, or nothing where the device does not tell. */
export const upTimeText = ({ uptime_s }: SystemFields): string =>
  typeof uptime_s === 'number' ? `up ${formatDuration(uptime_s * 1_000)}` : ''
