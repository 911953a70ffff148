import type { Name } from '@vonggac/model'
import type { Preflight, ReadinessReason, SiteReadiness } from '../api-types.ts'
import type { Told } from '../state/readiness.ts'

/** What is to be said of a test, if anything. */
export interface Telling {
  readonly title: Name
  readonly text: Name
  readonly severity: 'critical' | 'warning'
  /** What people know from then on. */
  readonly told: Told
}

/** Under which name what all sites need is remembered; no site has it. */
const COMMON = '*'

/**
 * What people on call have to hear of a test, given what they were told of the meeting before: whoever is not ready now and was
 * not so before, or for another reason, and whoever is ready again. Nothing when that is nobody. Sites at risk alone are not told:
 * they stand in the console, and in the message where there is one.
 */
export function tellingOf(preflight: Preflight, before: Told): Telling | undefined {
  const { sites, common, verdict } = preflight
  const now = Object.fromEntries([
    ...common.filter(isBlocking).map((reason) => [`${COMMON}${reason.check ?? reason.code}`, reason.code]),
    ...sites.flatMap(({ site, reasons: [first] }) => (first && isBlocking(first) ? [[site, first.code]] : [])),
  ]) as Told
  const isNews = Object.entries(now).some(([key, code]) => before[key] !== code)
  const isOver = Object.keys(before).some((key) => now[key] === undefined)
  if (!isNews && !isOver) return undefined
  return {
    title: titleOf(preflight, Object.keys(now).length),
    text: textOf(preflight, before),
    severity: verdict === 'not-ready' ? 'critical' : 'warning',
    told: now,
  }
}

const isBlocking = ({ verdict }: ReadinessReason) => verdict === 'not-ready'

function titleOf({ title, sites, common }: Preflight, blocked: number): Name {
  const name = title ?? { vi: 'kiểm tra theo yêu cầu', en: 'test on demand' }
  if (blocked === 0) return { vi: `ĐÃ SẴN SÀNG: ${name.vi}`, en: `READY: ${name.en}` }
  const count = sites.filter(({ verdict }) => verdict === 'not-ready').length
  if (common.some(isBlocking))
    return {
      vi: `CHƯA SẴN SÀNG: ${name.vi}: ${common[0]!.text.vi}`,
      en: `NOT READY: ${name.en}: ${common[0]!.text.en}`,
    }
  const { vi, en } = count === 1 ? sites.find(({ verdict }) => verdict === 'not-ready')!.name : { vi: '', en: '' }
  return {
    vi: `CHƯA SẴN SÀNG: ${name.vi}: ${vi || `${count} điểm cầu`}`,
    en: `NOT READY: ${name.en}: ${en || `${count} sites`}`,
  }
}

function textOf({ sites, common }: Preflight, before: Told): Name {
  const again = sites.filter(({ site, verdict }) => verdict === 'ready' && before[site] !== undefined)
  const blocked = sites.filter(({ verdict }) => verdict === 'not-ready')
  const risky = sites.filter(({ verdict }) => verdict === 'at-risk')
  const lines = (language: 'vi' | 'en') => {
    const words = WORDS[language]
    return [
      ...common.map((reason) => `${reason.text[language]}. ${reason.advice[language]}`),
      ...blocked.map((site) => siteLine(site, language)),
      ...again.map(({ name }) => `${words.again}: ${name[language]}`),
      ...(risky.length > 0
        ? [`${words.risk} (${risky.length}):`, ...risky.map((site) => siteLine(site, language))]
        : []),
      `${words.ready}: ${sites.filter(({ verdict }) => verdict === 'ready').length}/${sites.length}`,
    ].join('\n')
  }
  return { vi: lines('vi'), en: lines('en') }
}

const WORDS = {
  vi: { again: 'Đã sẵn sàng trở lại', risk: 'Có rủi ro', ready: 'Sẵn sàng' },
  en: { again: 'Ready again', risk: 'At risk', ready: 'Ready' },
} as const

function siteLine({ name, reasons: [first], verdict }: SiteReadiness, language: 'vi' | 'en'): string {
  if (!first) return name[language]
  const advice = verdict === 'not-ready' ? `. ${first.advice[language]}` : ''
  return `${name[language]}: ${first.text[language]}${advice}`
}
