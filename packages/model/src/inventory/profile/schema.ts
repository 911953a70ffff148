import { z } from 'zod'
import { id } from '../scalars.ts'

/** The YAML file of a profile: see docs/profiles.md. */

const EXPECTED_OID = 'expected a numeric OID such as 1.3.6.1.2.1.33.1.2.4.0'
const oid = z
  .string({ error: `${EXPECTED_OID}, in quotes` })
  .regex(/^\.?[0-2](\.\d{1,10})+$/, EXPECTED_OID)
  .transform((text) => text.replace(/^\./, ''))

const MEASUREMENT = 'expected a name of lower-case letters, digits and underscores, such as device_memory'
/** Their fields have their types already; a profile must not give them others. */
const TAKEN = ['snmp', 'interface', 'check', 'ping', 'sensor', 'agent', 'cpu', 'mem', 'disk', 'net', 'system', 'swap']
const measurement = z
  .string({ error: MEASUREMENT })
  .regex(/^[a-z][a-z0-9_]*$/, MEASUREMENT)
  .refine((text) => !TAKEN.includes(text), {
    error: ({ input }) => `expected a measurement of the profile's own; \`${String(input)}\` has fields of other types`,
  })
  .describe('Where the points go.')
const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected a field name of letters, digits and underscores')

const computed = { scale: 'scale', times: 'times', percentOf: 'percentOf', from: 'from', plus: 'plus' } as const

const value = z
  .union([
    oid.transform((text) => ({ oid: text, as: 'integer' as const })),
    z
      .strictObject({
        oid: oid.describe('Where the value stands.'),
        as: z.enum(['integer', 'float', 'text']).optional().describe('What the field is; computed values are `float`.'),
        scale: z.number().optional().describe('Multiplied by this.'),
        times: oid.optional().describe('Multiplied by this column as well, such as the size of a block.'),
        percentOf: oid.optional().describe('Per cent of this column or value.'),
        from: oid.optional().describe('Subtracted from this column or value.'),
        plus: oid.optional().describe('Added to what it is per cent of: used of used + free.'),
      })
      .transform((given) => {
        const isComputed = Object.keys(computed).some((key) => given[key as keyof typeof given] !== undefined)
        return { ...given, as: isComputed ? ('float' as const) : (given.as ?? ('integer' as const)) }
      }),
  ])
  .describe('An OID, or one with what to do with its value.')

const fields = z.record(fieldName, value).describe('By the name of the field.')

const filter = z
  .strictObject({
    oid: oid.describe('A column of the table.'),
    in: z
      .array(z.union([z.number(), z.string()]).transform(String))
      .min(1)
      .describe('Values of rows that are kept.'),
  })
  .describe('Which rows are kept.')

const limit = z
  .union([z.number(), oid], { error: 'expected a number, or the OID where the device says the limit' })
  .describe('A number in the unit, or the OID where the device says it.')

const STATE = 'expected ok, warn, fail or absent, and a text behind a colon where it helps: "fail: on battery"'
const state = z
  .string({ error: STATE })
  .regex(/^(ok|warn|fail|absent)(: *.+)?$/, STATE)
  .transform((text) => {
    const [status = '', ...words] = text.split(':')
    return { status: status as 'ok' | 'warn' | 'fail' | 'absent', text: words.join(':').trim() || status }
  })

const sensor = z.strictObject({
  type: z
    .string()
    .min(1)
    .default('state')
    .describe('temperature, fan, power-supply, voltage, current, load, battery …'),
  typeFrom: z
    .strictObject({
      oid: oid.describe('A column with the number of the type.'),
      map: z.record(z.string(), z.string()).describe('Types by number; other rows are left out.'),
    })
    .optional()
    .describe('Where the device says what each row measures.'),
  name: z.string().min(1).describe('What it is called; {index} stands for the row.'),
  nameFrom: oid.optional().describe('A column that says what each row is called.'),
  value: value.describe('What is measured.'),
  exponent: z
    .strictObject({ scale: oid.describe('EntitySensorDataScale.'), precision: oid.describe('EntitySensorPrecision.') })
    .optional()
    .describe('Columns with scale and precision, as ENTITY-SENSOR-MIB has them.'),
  unit: z.string().default('').describe('For people: °C, V, %.'),
  where: filter.optional(),
  warnAbove: limit.optional(),
  failAbove: limit.optional(),
  warnBelow: limit.optional(),
  failBelow: limit.optional(),
  states: z.record(z.string(), state).optional().describe('What the number means, by the number.'),
})

const trap = z.strictObject({
  oid: oid.describe('snmpTrapOID; of a v1 trap: enterprise, 0, specific number.'),
  name: z.string().min(1).describe('As the MIB calls it.'),
  varbinds: z.record(z.string(), z.string()).default({}).describe('Names by OID, without the instance.'),
  means: z.enum(['on-battery', 'on-line']).optional().describe('What it says of the power of the site.'),
})

const EXPECTED_PATTERN = 'expected a regular expression'
const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, 'i') instanceof RegExp
  } catch {
    return false
  }
}, EXPECTED_PATTERN)

export const profileSchema = z
  .strictObject({
    id: id.describe('What devices name in `profile`; also the name of the file.'),
    name: z.string().min(1).describe('For people.'),
    extends: z.array(id).default([]).describe('Profiles whose scalars, tables, sensors and traps it has as well.'),
    match: z
      .array(
        z.strictObject({
          sysObjectID: oid.describe('The device’s is this or below it; the longest wins.'),
          sysDescr: pattern.optional().describe('A regular expression that sysDescr must fit as well.'),
        }),
      )
      .default([])
      .describe('Which devices it is for; none: only those that name it.'),
    scalars: z.array(z.strictObject({ measurement, fields })).default([]).describe('Points made of single values.'),
    tables: z
      .array(
        z.strictObject({
          measurement,
          tags: z.record(fieldName, oid).default({}).describe('Columns whose text tells the rows apart.'),
          fields,
          where: filter.optional(),
        }),
      )
      .default([])
      .describe('Points made of the rows of a table.'),
    sensors: z.array(sensor).default([]).describe('What can be too high, too low, or in a state.'),
    traps: z.array(trap).default([]).describe('Notifications of the maker.'),
  })
  .describe('What is read from a kind of device by SNMP.')

export type ProfileFile = z.output<typeof profileSchema>
