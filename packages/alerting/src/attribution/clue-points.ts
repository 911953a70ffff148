import type { FieldValue } from '@vonggac/model'
import type { Sample } from '../contract.ts'
import type { NodeRecord } from '../record.ts'
import { nodeOfTags } from '../rules/lane.ts'
import { plainValue } from '../rules/limit.ts'
import type { World } from '../world.ts'
import { noteBattery, noteMains } from './battery.ts'
import { isInOutage, isOpenToJudgement, noteNews } from './case.ts'
import { cluesOf, isPlausible, MAX_TRAPS, setClues, type TrapClue, type WanEnd } from './clues.ts'

/** What is looked at of a point, by its measurement. Nearly always there is nothing to do: nothing of its site fails. */
const READERS: Readonly<Record<string, (world: World, node: NodeRecord, sample: Sample) => void>> = {
  ups: readUps,
  snmp: (world, node, { fields, timestamp }) => readUpTime(world, node, { up: fields.uptime_s, at: timestamp }),
  system: (world, node, { fields, timestamp }) => readUpTime(world, node, { up: fields.uptime, at: timestamp }),
  interface: readInterface,
  snmp_trap: readTrap,
  traceroute: readPath,
}

/** The measurements that tell of causes. */
export const clueMeasurements: readonly string[] = Object.keys(READERS)

/** Of these there is something to keep also while nothing fails: what comes before a silence. */
const ALWAYS: ReadonlySet<string> = new Set(['ups', 'snmp_trap', 'traceroute'])

/** Takes a point in, for what it may tell of a cause. */
export function takeClue(world: World, sample: Sample): void {
  const { measurement, tags, timestamp } = sample
  const read = Object.hasOwn(READERS, measurement) ? READERS[measurement] : undefined
  if (!read || tags.site === undefined) return
  if (!ALWAYS.has(measurement) && !isOpenToJudgement(world, tags.site)) return
  const node = nodeOfTags(world, tags)
  if (node && isPlausible(world, timestamp)) read(world, node, sample)
}

const numberOf = (value: FieldValue | undefined): number | undefined => {
  const plain = value === undefined ? undefined : plainValue(value)
  return typeof plain === 'number' && Number.isFinite(plain)
    ? plain
    : typeof plain === 'boolean'
      ? Number(plain)
      : undefined
}

/** upsOutputSource of RFC 1628: normal, and battery. */
const NORMAL = 3
const BATTERY = 5

/** RFC 1628's `upsOutputSource` and `upsSecondsOnBattery`, as all profiles name them, or a plain yes or no. */
function readUps(world: World, { id, topology }: NodeRecord, { fields, timestamp: at }: Sample): void {
  const { site } = topology
  const source = numberOf(fields.output_source)
  const told = numberOf(fields.on_battery) ?? numberOf(fields.on_battery_s)
  if (source === BATTERY || (told !== undefined && told > 0)) noteBattery(world, { site, node: id, at, unsure: false })
  else if (source === NORMAL || told === 0) noteMains(world, { site, node: id, at })
}

/** Clocks and answers are off by so much, ms. */
const CLOCK_MS = 60_000
/** sysUpTime is of 32 bits, in hundredths of a second: it goes round after 497 days. */
const ROUND_MS = 2 ** 32 * 10

/** How long a device or machine is up. What is said late of a time before the last word is no news. */
function readUpTime(
  world: World,
  { id, topology }: NodeRecord,
  { up, at }: { readonly up: FieldValue | undefined; readonly at: number },
): void {
  const seconds = numberOf(up)
  if (seconds === undefined || seconds < 0) return
  const { boots } = cluesOf(world, topology.site)
  const before = boots[id]
  if (before && at <= before.seenAt) return
  const bootAt = at - seconds * 1_000
  const isSame =
    before && (Math.abs(bootAt - before.at) < CLOCK_MS || Math.abs(bootAt - before.at - ROUND_MS) < CLOCK_MS)
  const boot = { at: isSame ? before.at : bootAt, seenAt: at }
  setClues(world, topology.site, { boots: { ...boots, [id]: boot } })
  if (!isSame) noteNews(world)
}

/** ifOperStatus of RFC 2863. */
const UP = 1

/** The interface on the site that ends a link, while something of the site fails. */
function readInterface(world: World, { id, topology }: NodeRecord, { tags, fields, timestamp: at }: Sample): void {
  const end = world.places.wanEnds.get(id)?.find(({ interface: name }) => name === tags.ifName || name === tags.ifDescr)
  const status = numberOf(fields.ifOperStatus)
  if (!end || status === undefined || !isInOutage(world, topology.site, at)) return
  const { wan } = cluesOf(world, topology.site)
  const before = wan[end.link]
  if (before && at <= before.at) return
  const now: WanEnd = { at, up: status === UP, device: id, interface: end.interface }
  setClues(world, topology.site, { wan: { ...wan, [end.link]: now } })
  if (before?.up !== now.up) noteNews(world)
}

/** A text that anybody may have sent. */
const MAX_TEXT = 100
const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '')

/** What a device says by itself, and means something to us. */
function readTrap(world: World, { id, topology }: NodeRecord, { fields, timestamp: at }: Sample): void {
  const { site } = topology
  const effect = textOf(fields.effect)
  if (effect === 'ups-on-battery') noteBattery(world, { site, node: id, at, unsure: true })
  else if (effect === 'ups-back') noteMains(world, { site, node: id, at })
  else if (effect === 'link-down' || effect === 'restart') {
    const trap: TrapClue = { at, node: id, effect, summary: textOf(fields.summary) || effect }
    const { traps } = cluesOf(world, site)
    setClues(world, site, { traps: [...traps, trap].sort((a, b) => a.at - b.at).slice(-MAX_TRAPS) })
    noteNews(world)
  }
}

/** Where the way to a link's far end ends, when it does not lead there. */
function readPath(world: World, { id, topology }: NodeRecord, { fields, timestamp: at }: Sample): void {
  const { paths } = cluesOf(world, topology.site)
  const before = paths[id]
  if (fields.reached !== false || (before && at <= before.at)) return
  const hops = typeof fields.path === 'string' ? fields.path.split(' > ') : []
  const last = textOf(hops.findLast((hop) => hop !== '*' && hop !== ''))
  setClues(world, topology.site, { paths: { ...paths, [id]: { at, last } } })
  noteNews(world)
}
