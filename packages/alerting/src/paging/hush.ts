import { globMatcher } from '@vonggac/model'
import type { MaintenanceWindow } from '../contract.ts'
import { stopSending } from './ladder.ts'
import { type Hush, note, type Page, type Paging } from './page.ts'

/** Nothing is silenced. */
export const noHush: Hush = { windows: [], active: [], nextAt: Number.POSITIVE_INFINITY }

/** The windows that are known from now on; they take effect the next time that time passes. */
export const hushOf = (windows: readonly MaintenanceWindow[]): Hush => ({ windows, active: [], nextAt: 0 })

/** Windows begin and end. Hands out what people may be told of again. */
export function applyHush(paging: Paging): Page[] {
  const { hush, now } = paging
  if (now < hush.nextAt) return []
  hush.active = hush.windows
    .filter(({ from, to }) => from <= now && now < to)
    .map(({ id, match }) => {
      const globs = match.map(globMatcher)
      return { id, matches: (thing) => globs.some((matches) => matches(thing)) }
    })
  const changes = hush.windows.flatMap(({ from, to }) => [from, to]).filter((at) => at > now)
  hush.nextAt = changes.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
  return [...paging.pages.values()].filter((page) => !page.end && !hushIfMeant(paging, page) && page.hushed)
}

/** Tells nobody of it while a window says so. Whether that is the case. */
export function hushIfMeant(paging: Paging, page: Page): boolean {
  const window = paging.hush.active.find(({ matches }) => isMeant(page, matches))
  if (!window) return false
  if (page.hushed) return true
  page.hushed = true
  stopSending(paging, page)
  page.levelAt = null
  note(paging, page, `nobody is told while \`${window.id}\` lasts`)
  return true
}

/** It itself, its site, or everything that it is about. */
const isMeant = ({ incident: { node, site, members } }: Page, matches: (id: string) => boolean): boolean =>
  matches(node) || matches(site) || (members.length > 0 && members.every(matches))
