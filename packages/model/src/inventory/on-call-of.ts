import type { Override, Rota, RotaLayer } from '../rota.ts'
import type { Schedule } from '../schedule.ts'
import { momentOf, parseWallTime, type WallTime } from '../zoned-time.ts'
import type { RotaConfig } from './rota-schema.ts'
import { scheduleFrom, scheduleOf } from './schedule-of.ts'
import { weekdays } from './schedule-schema.ts'
import type { Config } from './schema.ts'

/** Who is on call and who must not be disturbed, ready to be asked. Plain JSON. */
export interface OnCall {
  readonly rotas: readonly Rota[]
  /** By the ids of people: hours in which what is not critical waits. */
  readonly quiet: Readonly<Record<string, Schedule>>
}

/** What stands in the configuration about being on call, with time zones, schedules and days off looked up. */
export function onCallOf(config: Config): OnCall {
  const zone = config.organisation.timezone
  const quiet = config.oncall.people.flatMap(({ id, quiet }) =>
    quiet
      ? [[id, scheduleFrom(config, { ...quiet, id, holidays: undefined, invert: false }, quiet.timezone ?? zone)]]
      : [],
  )
  return {
    rotas: config.oncall.rotas.map((rota) => rotaOf(config, rota)),
    quiet: Object.fromEntries(quiet) as Record<string, Schedule>,
  }
}

/** The same with overrides that people have entered, which go before those of the configuration; the later before the earlier. */
export const withOverrides = (onCall: OnCall, entered: readonly (Override & { readonly rota: string })[]): OnCall => ({
  ...onCall,
  rotas: onCall.rotas.map((rota) => ({
    ...rota,
    overrides: [...rota.overrides, ...entered.filter((one) => one.rota === rota.id)],
  })),
})

function rotaOf(config: Config, rota: RotaConfig): Rota {
  const zone = rota.timezone ?? config.organisation.timezone
  return {
    id: rota.id,
    zone,
    layers: rota.layers.map((layer) => layerOf(config, { rota, layer, zone })),
    overrides: rota.overrides.map(({ person, from, to }, index) => ({
      id: `config-${index}`,
      person,
      from: momentIn(zone, from),
      to: momentIn(zone, to),
    })),
  }
}

interface LayerOf {
  readonly rota: RotaConfig
  readonly layer: RotaConfig['layers'][number]
  readonly zone: string
}

/** When somebody began who is on call alone: before anything that is asked for, a Monday. */
const LONG_AGO = '2001-01-01 00:00'

function layerOf(config: Config, of: LayerOf): RotaLayer {
  const { people, every, from, to } = of.layer
  return {
    people,
    everyDays: every,
    wallFrom: asIfUtc(wallOf(from ?? LONG_AGO)),
    to: to === undefined ? null : momentIn(of.zone, to),
    limits: limitsOf(config, of),
  }
}

/** All of these must be open. */
function limitsOf(config: Config, { rota, layer, zone }: LayerOf): Schedule[] {
  const { days, hours, schedule, holidays } = layer
  const limits: Schedule[] = []
  if (days || hours || holidays) {
    const own = { id: rota.id, hours, holidays: undefined, invert: false }
    // On days off, and on the weekdays that are named as well.
    const weekly = scheduleFrom(config, { ...own, days: days ?? (holidays ? [] : [...weekdays]) }, zone)
    const calendar = holidays ? config.holidays.find(({ id }) => id === rota.holidays) : undefined
    limits.push({ ...weekly, ...(calendar && { working: calendar.dates }) })
  }
  const named = schedule === undefined ? undefined : config.schedules.find(({ id }) => id === schedule)
  if (named) limits.push(named.timezone ? scheduleOf(config, named.id, undefined)! : scheduleFrom(config, named, zone))
  return limits
}

const wallOf = (text: string): WallTime => {
  const wall = parseWallTime(text)
  if (!wall) throw new RangeError(`${text} is no moment`)
  return wall
}

const asIfUtc = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

const momentIn = (zone: string, text: string): number => momentOf(wallOf(text), zone)
