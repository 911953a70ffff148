/**
 * What is read from a kind of device by SNMP beside the system group and the interfaces, resolved and as plain JSON: what the
 * YAML files under `profiles/` say, with everything that a profile extends put in. OIDs are numeric, without a leading dot;
 * one that ends in `.0` is a single value, any other one is a column of a table.
 */
export interface Profile {
  readonly id: string
  readonly name: string
  /** Which devices it is for; none: only where it is named or extended. */
  readonly match: readonly ProfileMatch[]
  readonly scalars: readonly ProfileScalars[]
  readonly tables: readonly ProfileTable[]
  readonly sensors: readonly ProfileSensor[]
  readonly traps: readonly ProfileTrap[]
}

export interface ProfileMatch {
  /** The device's sysObjectID is this or below it. */
  readonly sysObjectID: string
  /** A regular expression that its sysDescr must fit as well, case-insensitive. */
  readonly sysDescr?: string | undefined
}

/** One point of a measurement, made of single values. */
export interface ProfileScalars {
  readonly measurement: string
  readonly fields: Readonly<Record<string, ProfileValue>>
}

/** A point a row. */
export interface ProfileTable {
  readonly measurement: string
  /** Each a column whose text tells the rows apart. */
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, ProfileValue>>
  readonly where?: ProfileFilter | undefined
}

/** Keeps the rows whose value in a column is one of these. */
export interface ProfileFilter {
  readonly oid: string
  readonly in: readonly string[]
}

/** How a value becomes a field. Computed and scaled ones are always floating-point, so that a field never changes its type. */
export interface ProfileValue {
  readonly oid: string
  readonly as: 'integer' | 'float' | 'text'
  /** Multiplied by this. */
  readonly scale?: number | undefined
  /** … and by the value of this column in the same row. */
  readonly times?: string | undefined
  /** Per cent of the value of this column (or single value). */
  readonly percentOf?: string | undefined
  /** Subtracted from the value of this column (or single value): `free` as `total` minus `used`. */
  readonly from?: string | undefined
  /** Added before `percentOf` is worked out: used of used + free. */
  readonly plus?: string | undefined
}

/** What can be too high, too low, or in a state: a point of measurement `sensor`, and a verdict. */
export interface ProfileSensor {
  /** `temperature`, `fan`, `power-supply`, `voltage`, `load` … */
  readonly type: string
  /** The type by the number in a column; rows whose number is not listed are left out. */
  readonly typeFrom?: { readonly oid: string; readonly map: Readonly<Record<string, string>> } | undefined
  /** What it is called; `{index}` stands for the row. */
  readonly name: string
  /** A column whose text is what it is called instead. */
  readonly nameFrom?: string | undefined
  readonly value: ProfileValue
  /** EntitySensorDataScale and EntitySensorPrecision (RFC 3433): the value is value × 1000^(scale − 9) / 10^precision. */
  readonly exponent?: { readonly scale: string; readonly precision: string } | undefined
  readonly unit: string
  readonly where?: ProfileFilter | undefined
  readonly warnAbove?: ProfileLimit | undefined
  readonly failAbove?: ProfileLimit | undefined
  readonly warnBelow?: ProfileLimit | undefined
  readonly failBelow?: ProfileLimit | undefined
  /** What the number means, by the number. What is not listed is unknown. */
  readonly states?: Readonly<Record<string, ProfileState>> | undefined
}

/** A number in the sensor's unit, or the column (or single value) where the device says it, on the scale of the value. */
export type ProfileLimit = number | string

export interface ProfileState {
  /** `absent`: there is nothing in this slot, and no point. */
  readonly status: 'ok' | 'warn' | 'fail' | 'absent'
  readonly text: string
}

/** A notification of the maker's, by its OID. */
export interface ProfileTrap {
  /** snmpTrapOID; of a v1 trap it is made of enterprise, 0 and the specific number (RFC 3584 §3.1). */
  readonly oid: string
  readonly name: string
  /** Names of its varbinds by OID, without the instance. */
  readonly varbinds: Readonly<Record<string, string>>
  /** What it means for the power of the site. */
  readonly means?: 'on-battery' | 'on-line' | undefined
}
