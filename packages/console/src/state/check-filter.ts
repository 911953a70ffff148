import type { CheckStatus } from '../api/document.ts'

/** What the list of checks is narrowed to, as it stands in the address; empty: not. */
export interface CheckFilter {
  readonly text: string
  readonly site: string
  readonly kind: string
  readonly agent: string
  /** A status, or `trouble`: anything but `ok`. */
  readonly state: string
}

/** Rows of a page: what one can look through, and quick to draw. */
export const PAGE_ROWS = 100

/** As people type: without marks and capitals, `đ` as `d`. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()

/** The checks that fit, in their order. Every word of the text has to stand somewhere in id, kind, target, agent or detail. */
export function filtered(checks: readonly CheckStatus[], filter: CheckFilter): CheckStatus[] {
  const words = plain(filter.text)
    .split(/\s+/)
    .filter((word) => word !== '')
  const fits = (wanted: string, value: string) => wanted === '' || wanted === value
  return checks.filter(
    (check) =>
      fits(filter.site, check.site) &&
      fits(filter.kind, check.kind) &&
      fits(filter.agent, check.agent) &&
      (filter.state === 'trouble' ? check.status !== 'ok' : fits(filter.state, check.status)) &&
      (words.length === 0 || holds(check, words)),
  )
}

function holds({ id, kind, target, agent, detail, error }: CheckStatus, words: readonly string[]): boolean {
  const text = plain(`${id} ${kind} ${target} ${agent} ${error} ${detail}`)
  return words.every((word) => text.includes(word))
}

/** One page of a list, and which it is: one that is beyond the last is the last. Pages count from 1. */
export function pageOf<T>(list: readonly T[], wanted: number) {
  const pages = Math.max(1, Math.ceil(list.length / PAGE_ROWS))
  const page = Math.min(pages, Math.max(1, Math.trunc(wanted) || 1))
  return { page, pages, rows: list.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS) }
}
