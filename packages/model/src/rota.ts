import { isOpen, nextChange, type Schedule } from './schedule.ts'
import { DAY_MS, momentsOf, wallClock } from './wall-clock.ts'

/** Who is on call when, ready to be asked: plain JSON, everything resolved. All moments Unix ms. */
export interface Rota {
  readonly id: string
  /** An IANA name: whose clocks say when turns begin. */
  readonly zone: string
  /** The last that covers a moment wins. */
  readonly layers: readonly RotaLayer[]
  /** Above all layers; the last that covers a moment wins. */
  readonly overrides: readonly Override[]
}

/** People who take turns, as long as all its limits are open. */
export interface RotaLayer {
  readonly people: readonly string[]
  /** How long a turn is, in days by the clock on the wall. */
  readonly everyDays: number
  /** When the first turn begins, as the clocks of the zone show it, written as if it were UTC. */
  readonly wallFrom: number
  readonly to: number | null
  readonly limits: readonly Schedule[]
}

/** Somebody takes over for a time. */
export interface Override {
  readonly id: string
  readonly person: string
  readonly from: number
  readonly to: number
}

/** A person is on call, from and up to. Neither overlaps with another of its rota. */
export interface Shift {
  readonly rota: string
  readonly person: string
  readonly from: number
  readonly to: number
  /** The override by which it is so; `null`: it is by turn. */
  readonly override: string | null
}

/** Nobody is on call. */
export interface Gap {
  readonly rota: string
  readonly person: null
  readonly from: number
  readonly to: number
}

/** More shifts in one answer than anybody looks at. */
const MAX_SHIFTS = 20_000

/** Who is on call at a moment, since when and until when; `undefined`: nobody is. Pure. */
export function shiftAt(rota: Rota, at: number): Shift | undefined {
  const reading = readingOf(rota)
  return holderAt(reading, at) && shiftAround(reading, at)
}

/**
 * Everything that lies, be it in part, between two moments, in order and without a hole: shifts in their full length, gaps as
 * far as they lie between. Pure.
 */
export function shiftsOf(rota: Rota, from: number, to: number): (Shift | Gap)[] {
  const reading = readingOf(rota)
  const found: (Shift | Gap)[] = []
  let t = from
  while (t < to && found.length < MAX_SHIFTS) {
    const shift = holderAt(reading, t) && (t === from ? shiftAround(reading, t) : shiftFrom(reading, t))
    const end = shift?.to ?? Math.min(endOf(reading, t, to), to)
    found.push(shift ?? { rota: rota.id, person: null, from: t, to: end })
    t = end
  }
  return found
}

/** The shift that a moment is in: what lies above a turn may cut pieces out of it, and the piece that `at` is in counts. */
function shiftAround(reading: Reading, at: number): Shift {
  let { from } = holderAt(reading, at)!
  for (;;) {
    const end = endOf(reading, from, at)
    if (end > at) return shiftFrom(reading, from)
    from = end
  }
}

function shiftFrom(reading: Reading, from: number): Shift {
  const { person, override } = holderAt(reading, from)!
  return { rota: reading.rota.id, person, from, to: endOf(reading, from, from), override }
}

/** When somebody else, or nobody, or the same person in another turn is on call. A gap is not followed beyond `until`: it may have no end. */
function endOf(reading: Reading, at: number, until: number): number {
  const key = holderAt(reading, at)?.key
  let t = at
  do t = nextBoundary(reading, t)
  while (t !== Number.POSITIVE_INFINITY && holderAt(reading, t)?.key === key && (key !== undefined || t <= until))
  return t
}

/** Whose time it is at a moment, by what, and since when at the earliest. */
interface Holder {
  readonly person: string
  readonly override: string | null
  /** The same for all moments of one turn of one layer, or of one override. */
  readonly key: string
  readonly from: number
}

function holderAt({ rota, turnAt, stretchAt }: Reading, at: number): Holder | undefined {
  const override = rota.overrides.findLast(({ from, to }) => from <= at && at < to)
  if (override) return { person: override.person, override: override.id, key: override.id, from: override.from }
  for (let index = rota.layers.length - 1; index >= 0; index--) {
    const layer = rota.layers[index]!
    const turn = turnAt(layer, at)
    if (turn.number < 0 || !layer.limits.every((limit) => stretchAt(limit, at).open)) continue
    const person = layer.people[turn.number % layer.people.length]!
    return { person, override: null, key: `turn ${index} ${turn.number}`, from: turn.from }
  }
  return undefined
}

/** The next moment at which somebody else may come on call: no change lies before it. */
function nextBoundary({ rota, turnAt, stretchAt }: Reading, at: number): number {
  let next = Number.POSITIVE_INFINITY
  const take = (moment: number) => {
    if (moment > at && moment < next) next = moment
  }
  for (const { from, to } of rota.overrides) {
    take(from)
    take(to)
  }
  for (const layer of rota.layers) {
    take(turnAt(layer, at).to)
    if (layer.to === null || at < layer.to) for (const limit of layer.limits) take(stretchAt(limit, at).to)
  }
  return next
}

/** A time in which a schedule does not change. */
interface Stretch {
  readonly open: boolean
  readonly from: number
  readonly to: number
}

interface Turn {
  /** From 0; negative: it is not the time of any. */
  readonly number: number
  readonly from: number
  readonly to: number
}

/** A rota while it is read in order of time: calendars are slow, and the same answer holds until the next change. */
interface Reading {
  readonly rota: Rota
  turnAt(layer: RotaLayer, at: number): Turn
  stretchAt(limit: Schedule, at: number): Stretch
}

function readingOf(rota: Rota): Reading {
  return {
    rota,
    turnAt: remembering((layer: RotaLayer, at) => turnAt(rota.zone, layer, at)),
    stretchAt: remembering((limit: Schedule, at) => ({
      open: isOpen(limit, at),
      from: at,
      to: nextChange(limit, at) ?? Number.POSITIVE_INFINITY,
    })),
  }
}

/** Asks again only where the last answer does not hold any more. */
function remembering<Of extends object, Answer extends { from: number; to: number }>(
  ask: (of: Of, at: number) => Answer,
): (of: Of, at: number) => Answer {
  const last = new Map<Of, Answer>()
  return (of, at) => {
    const known = last.get(of)
    if (known && known.from <= at && at < known.to) return known
    const answer = ask(of, at)
    last.set(of, answer)
    return answer
  }
}

/** The turn of a layer that a moment is in, or the time before the first or after the last. */
function turnAt(zone: string, layer: RotaLayer, at: number): Turn {
  const { everyDays, wallFrom, to } = layer
  if (to !== null && at >= to) return { number: -1, from: to, to: Number.POSITIVE_INFINITY }
  // Clocks that are set move a turn by less than a day, so that the guess is off by one at most.
  let number = Math.max(-1, Math.floor((wallClock(zone, at) - wallFrom) / (everyDays * DAY_MS)))
  while (number >= 0 && beginOf(zone, layer, number) > at) number--
  while (beginOf(zone, layer, number + 1) <= at) number++
  const end = beginOf(zone, layer, number + 1)
  const from = number < 0 ? Number.NEGATIVE_INFINITY : beginOf(zone, layer, number)
  return { number, from, to: to === null ? end : Math.min(end, to) }
}

/** When a turn begins. Of an hour that comes twice in the first, of one that is left out when the clocks are set. */
const beginOf = (zone: string, { everyDays, wallFrom }: RotaLayer, number: number): number =>
  momentsOf(zone, wallFrom + number * everyDays * DAY_MS)[0]!
