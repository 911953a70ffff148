import type { Name } from '@vonggac/model'
import type { World } from '../world.ts'
import { INSIDE_MS } from './battery.ts'
import type { Case } from './case.ts'
import { cluesOf, type Spell } from './clues.ts'
import type { Sign } from './sign.ts'

/** A UPS that was last heard so long before the silence, running on its battery, may have gone on until it was empty, ms. */
const LAST_WORD_MS = 1_800_000
/** A cut of power and the silence that follows need not come in order: results are up to a minute apart. */
const EDGE_MS = 60_000
/** A router that is well again so soon before the silence has not lost power. */
const BACK_MS = 120_000

/** Whether a spell on battery explains a silence. */
const explains = ({ since, until }: Pick<Case, 'since' | 'until'>, { from, to, overAt }: Spell): boolean =>
  from <= Math.min(since + EDGE_MS, until) && since - to <= LAST_WORD_MS && (overAt === 0 || overAt > since - BACK_MS)

/** What the UPS of a site said, before or while it was silent: also what is heard only afterwards. */
export function powerSigns(world: World, { node, since, until }: Case): Sign[] {
  const { site } = node.topology
  const { spells, mains } = cluesOf(world, site)
  const spell = spells.findLast((one) => explains({ since, until }, one))
  const during = spells.find(({ from, to }) => to >= since && from <= until)
  if (spell) return [batterySign(world, spell, since)]
  if (during) return [duringSign(world, during)]
  // While it is believed to fail and does not any more, nothing can be said of what was.
  const lasts = node.probes.some(({ state }) => state.last !== 'ok')
  if (until === Number.POSITIVE_INFINITY && !lasts) return []
  if (!mains.some((at) => at > since && at < until - INSIDE_MS / 2)) return []
  const text = {
    vi: 'bộ lưu điện tại điểm vẫn có điện lưới trong lúc đó',
    en: 'the UPS of the site had mains meanwhile',
  }
  return [{ key: 'mains', cause: 'link', weight: 0.4, against: ['power'], text }]
}

/** A trap can be sent by anybody; what was polled cannot. */
const weightOf = (spell: Spell, weight: number) => (spell.unsure ? 0.7 : weight)

function batterySign(world: World, spell: Spell, since: number): Sign {
  const { vi, en } = nameOf(world, spell.node)
  const before = spanName(since - spell.from)
  const text = before
    ? {
        vi: `${vi} đã chạy bằng ắc quy từ ${before.vi} trước đó`,
        en: `${en} ran on its battery from ${before.en} before`,
      }
    : { vi: `${vi} chạy bằng ắc quy đúng lúc đó`, en: `${en} went on its battery at that moment` }
  return { key: 'battery', cause: 'power', weight: weightOf(spell, 0.95), text }
}

function duringSign(world: World, spell: Spell): Sign {
  const { vi, en } = nameOf(world, spell.node)
  const text = { vi: `${vi} chạy bằng ắc quy trong lúc đó`, en: `${en} ran on its battery meanwhile` }
  return { key: 'battery', cause: 'power', weight: weightOf(spell, 0.9), text }
}

export const nameOf = ({ nodes }: World, id: string): Name => nodes.get(id)?.topology.name ?? { vi: id, en: id }

/** `12 min`; nothing for less than half a minute. */
function spanName(ms: number): Name | undefined {
  if (ms < 30_000) return undefined
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return { vi: `${minutes} phút`, en: `${minutes} min` }
  const hours = Math.round(minutes / 60)
  return { vi: `${hours} giờ`, en: `${hours} h` }
}
