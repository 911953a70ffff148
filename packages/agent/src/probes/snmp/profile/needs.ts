import type { Profile, ProfileSensor, ProfileValue } from '@vonggac/model'

/** Every OID that a profile wants, each once: single values (ending in `.0`) and columns. */
export interface Needs {
  readonly scalars: readonly string[]
  readonly columns: readonly string[]
}

export const isScalar = (oid: string): boolean => oid.endsWith('.0')

/** What has to be asked of a device for this profile. */
export function needsOf({ scalars, tables, sensors }: Profile): Needs {
  const all = new Set<string>()
  const value = (each: ProfileValue) => {
    for (const oid of [each.oid, each.times, each.percentOf, each.from, each.plus]) if (oid) all.add(oid)
  }
  for (const { fields } of scalars) Object.values(fields).forEach(value)
  for (const { fields, tags, where } of tables) {
    Object.values(fields).forEach(value)
    for (const oid of Object.values(tags)) all.add(oid)
    if (where) all.add(where.oid)
  }
  for (const sensor of sensors) {
    value(sensor.value)
    for (const oid of sensorOids(sensor)) all.add(oid)
  }
  const oids = [...all]
  return { scalars: oids.filter(isScalar), columns: oids.filter((oid) => !isScalar(oid)) }
}

function sensorOids({ typeFrom, nameFrom, exponent, where, ...limits }: ProfileSensor): string[] {
  const { warnAbove, failAbove, warnBelow, failBelow } = limits
  const said = [warnAbove, failAbove, warnBelow, failBelow].filter((limit) => typeof limit === 'string')
  const others = [typeFrom?.oid, nameFrom, exponent?.scale, exponent?.precision, where?.oid]
  return [...said, ...others.filter((oid) => oid !== undefined)]
}
