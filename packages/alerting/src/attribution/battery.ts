import type { CheckReport } from '@vonggac/model'
import { isAnswer } from '../check-state.ts'
import type { CheckRecord } from '../record.ts'
import type { World } from '../world.ts'
import { isInOutage, noteNews } from './case.ts'
import { cluesOf, isPlausible, MAX_SPELLS, type Spell, setClues } from './clues.ts'

const ON_BATTERY = /\bon battery\b|\bbattery (is )?(low|depleted)\b|ắc quy/i

/** Words of a spell that are so far apart are two, ms: a UPS is asked each minute. */
const APART_MS = 600_000

/** What a UPS says so soon after the first lost packet, or before the end was believed, may belong to what was before or after, ms. */
export const INSIDE_MS = 45_000

/** What a UPS says in a result, be it news or late: that it runs on its battery, or that it is well. That it can be pinged says nothing. */
export function noteUps(world: World, { node, check }: CheckRecord, report: CheckReport): void {
  const { site, role } = node.topology
  if (role !== 'ups') return
  if (report.status === 'ok') {
    if (check.kind === 'snmp') noteMains(world, { site, node: node.id, at: report.at })
  } else if ((report.status === 'warn' || isAnswer(report)) && ON_BATTERY.test(report.detail))
    noteBattery(world, { site, node: node.id, at: report.at, unsure: false })
}

export interface BatteryWord {
  readonly site: string
  readonly node: string
  readonly at: number
  readonly unsure: boolean
}

/** A UPS runs on its battery. It may be said late, and in any order. */
export function noteBattery(world: World, { site, node, at, unsure }: BatteryWord): void {
  if (!isPlausible(world, at)) return
  const { spells } = cluesOf(world, site)
  const near = spells.find(
    (one) => one.node === node && at >= one.from - APART_MS && at <= (one.overAt || one.to + APART_MS),
  )
  const spell: Spell = near
    ? { ...near, from: Math.min(near.from, at), to: Math.max(near.to, at), unsure: near.unsure && unsure }
    : { node, from: at, to: at, overAt: 0, unsure }
  const others = spells.filter((one) => one !== near)
  setClues(world, site, { spells: [...others, spell].sort((a, b) => a.from - b.from).slice(-MAX_SPELLS) })
  if (!near || near.unsure !== spell.unsure) noteNews(world)
}

/** A UPS has mains. Of a UPS that never ran on its battery that is nothing to keep, unless something fails at that moment. */
export function noteMains(world: World, { site, node, at }: Omit<BatteryWord, 'unsure'>): void {
  const clues = world.clues.get(site)
  const spell = clues?.spells.findLast((one) => one.node === node && one.to < at)
  if (clues && spell && (spell.overAt === 0 || at < spell.overAt))
    setClues(world, site, {
      spells: clues.spells.map((one) => (one === spell ? { ...one, overAt: at } : one)),
    })
  if (!isInOutage(world, site, at - INSIDE_MS) || !isInOutage(world, site, at + INSIDE_MS)) return
  const mains = [...(clues?.mains ?? []), at].sort((a, b) => a - b)
  setClues(world, site, { mains: mains.length > 2 ? [mains[0]!, mains.at(-1)!] : mains })
  if (mains.length === 1) noteNews(world)
}
