import { formatDuration } from '../duration.ts'
import { type Gap, type Rota, shiftsOf } from '../rota.ts'
import { wallDigitsAt } from '../zoned-time.ts'
import { at, type Item, idsOf, itemsAt, type Located, placeText, problemAt, textAt } from './located.ts'
import { onCallOf } from './on-call-of.ts'
import type { Problem } from './problem.ts'
import { refer, type Say } from './references.ts'
import type { Config } from './schema.ts'
import { rather } from './suggestion.ts'

/** Rotas that name whom or what there is not, and overrides that fight for the same time. `calendars`: those in files of their own. */
export function oncallProblems(root: Located, calendars: readonly string[] | undefined, say: Say): void {
  const section = at(root, ['oncall'])
  const people = idsOf(itemsAt(section, 'people', ['oncall']))
  const schedules = itemsAt(root, 'schedules')
  const holidays = calendars && [...idsOf(itemsAt(root, 'holidays')), ...calendars]
  for (const rota of itemsAt(section, 'rotas', ['oncall'])) {
    if (holidays && at(rota.node, ['holidays']))
      refer(rota, 'holidays', { what: 'calendar of holidays', ids: holidays, say })
    for (const layer of itemsAt(rota.node, 'layers', rota.path)) {
      for (const person of itemsAt(layer.node, 'people', layer.path)) known(person, people, say)
      limits(layer, { rota, schedules, say })
    }
    const overrides = itemsAt(rota.node, 'overrides', rota.path)
    for (const override of overrides) refer(override, 'person', { what: 'person', ids: people, say })
    overlaps(overrides, say)
  }
}

function known({ node, path }: Item, people: readonly string[], say: Say) {
  const id = node.kind === 'scalar' ? node.value : undefined
  if (typeof id === 'string' && !people.includes(id)) say(path, `there is no person \`${id}\`${rather(id, people)}`)
}

function limits(layer: Item, { rota, schedules, say }: { rota: Item; schedules: readonly Item[]; say: Say }) {
  refer(layer, 'schedule', { what: 'schedule', ids: idsOf(schedules), say })
  const id = textAt(layer.node, 'schedule')
  const schedule = schedules.find(({ node }) => textAt(node, 'id') === id)
  if (schedule && at(schedule.node, ['at']))
    say(
      [...layer.path, 'schedule'],
      `\`${id}\` is a schedule of moments, in which nobody can be on call; name one of hours`,
    )
  if (at(layer.node, ['holidays']) && !at(rota.node, ['holidays']))
    say([...layer.path, 'holidays'], 'which days are off? Add `holidays` to the rota, such as `holidays: vn`')
}

/** The second of two overrides for the same time. */
function overlaps(overrides: readonly Item[], say: Say) {
  const times = overrides.map(({ node }) =>
    [textAt(node, 'from'), textAt(node, 'to')].map((text) => text?.replace(' ', 'T')),
  )
  for (const [index, { path }] of overrides.entries()) {
    const [from, to] = times[index]!
    if (from === undefined || to === undefined) continue
    // Digits compare as moments do: both are of one zone.
    const before = times.findIndex(
      ([otherFrom, otherTo], other) =>
        other < index && otherFrom !== undefined && otherTo !== undefined && otherFrom < to && from < otherTo,
    )
    if (before >= 0)
      say(path, `is for the same time as the override at ${placeText(overrides[before]!.node)}; who shall it be?`)
  }
}

const DAY_MS = 86_400_000
/** Every day of a year, whatever holidays and clocks do in it. */
const LOOK_DAYS = 366

/** Rotas in which nobody is on call at some time of the year that begins at `now`, Unix ms, or of a whole round of turns where that is longer. */
export function gapProblems(root: Located, config: Config, now: number): Problem[] {
  return onCallOf(config).rotas.flatMap((rota, index) => {
    const gaps = shiftsOf(rota, now, now + daysOf(rota) * DAY_MS).filter((one): one is Gap => one.person === null)
    const [first] = gaps
    return first ? [problemAt(root, ['oncall', 'rotas', index], gapText(rota, first, gaps))] : []
  })
}

/** A round is as long as the slowest layer needs to come to everybody. */
const daysOf = ({ layers }: Rota): number =>
  Math.max(LOOK_DAYS, ...layers.map(({ everyDays, people }) => everyDays * people.length))

function gapText({ zone }: Rota, { from, to }: Gap, gaps: readonly Gap[]): string {
  const total = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const more =
    gaps.length > 1 ? `, and ${gaps.length - 1} times more within a year, ${formatDuration(total)} in all` : ''
  return `nobody is on call from ${moment(from, zone)} to ${moment(to, zone)} (${zone})${more}; add a layer below the others that covers it`
}

function moment(at: number, zone: string): string {
  const { year, month, day, hour, minute } = wallDigitsAt(at, zone)
  return `${year}-${month}-${day} ${hour}:${minute}`
}
