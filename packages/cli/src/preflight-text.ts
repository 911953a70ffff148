import type { Preflight, ReadinessReason, ReadinessVerdict, SiteReadiness } from '@vonggac/collector/api-types'
import type { Io } from './command.ts'
import { table } from './table.ts'

const WORDS: Record<ReadinessVerdict, string> = { ready: 'ready', 'at-risk': 'at risk', 'not-ready': 'NOT READY' }
const COLOUR: Record<ReadinessVerdict, number> = { ready: 32, 'at-risk': 33, 'not-ready': 31 }
const RANK: Record<ReadinessVerdict, number> = { 'not-ready': 0, 'at-risk': 1, ready: 2 }

/** A test of sites for one person at a terminal: what all need, then the sites, worst first, each with its first reason. */
export function preflightText({ sites, common, started_at, finished_at }: Preflight, io: Io): string {
  const ordered = sites.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict])
  const rows = ordered.map((site) => [verdictText(site.verdict), site.site, figuresText(site), reasonText(site)])
  const lines = printable(table(['VERDICT', 'SITE', 'LOSS  JITTER  RTT  FREE', 'WHY'], rows)).split('\n')
  const coloured = lines.map((line, index) => {
    const verdict = ordered[index - 1]?.verdict
    return verdict && io.colour ? `\u001b[${COLOUR[verdict]}m${line}\u001b[0m` : line
  })
  const count = (verdict: ReadinessVerdict) => sites.filter((site) => site.verdict === verdict).length
  const advice = ordered.flatMap(({ verdict, reasons: [first], site }) =>
    verdict === 'not-ready' && first ? [`${site}: ${first.advice.en}`] : [],
  )
  const seconds = Math.round(((finished_at ?? started_at) - started_at) / 1_000)
  return [
    ...common.map((reason) => commonText(reason, io)),
    ...(common.length > 0 ? [''] : []),
    ...coloured,
    ...(advice.length > 0 ? ['What to do:', ...advice.map((line) => `  ${line}`), ''] : []),
    ...noteLines(sites),
    `${count('ready')} ready, ${count('at-risk')} at risk, ${count('not-ready')} not ready; tested in ${seconds} s`,
    '',
  ].join('\n')
}

const verdictText = (verdict: ReadinessVerdict) => WORDS[verdict]

function commonText({ text, advice, verdict }: ReadinessReason, io: Io): string {
  const line = printable(`${WORDS[verdict]}: ${text.en}. ${advice.en}`)
  return io.colour ? `\u001b[${COLOUR[verdict]}m${line}\u001b[0m` : line
}

function reasonText({ reasons: [first, ...more] }: SiteReadiness): string {
  if (!first) return ''
  return `${first.text.en}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}

function figuresText({ figures }: SiteReadiness): string {
  const loss = Math.max(figures.loss_forward_pct ?? -1, figures.loss_return_pct ?? -1)
  const jitter = Math.max(figures.jitter_forward_ms ?? -1, figures.jitter_return_ms ?? -1)
  const cell = (value: number | undefined, unit: string, width: number) =>
    (value === undefined || value < 0 ? '-' : `${Number(value.toFixed(1))}${unit}`).padEnd(width)
  return [
    cell(loss, '%', 4),
    cell(jitter, 'ms', 6),
    cell(figures.rtt_ms, 'ms', 3),
    cell(figures.free_bps === undefined ? undefined : figures.free_bps / 1e6, 'M', 4),
  ].join('  ')
}

/** What was not tested, and of whom: one line for all sites that have it in common. */
function noteLines(sites: readonly SiteReadiness[]): string[] {
  const all = sites.flatMap(({ site, notes }) => notes.map(({ en }) => ({ site, en })))
  return [...Map.groupBy(all, ({ en }) => en)].map(([en, at]) => {
    const some = at.slice(0, MAX_NAMED).map(({ site }) => site)
    const whom = at.length === sites.length ? 'all sites' : some.join(', ')
    return `Note: ${whom}${at.length > MAX_NAMED && at.length < sites.length ? ` and ${at.length - MAX_NAMED} more` : ''}: ${en}`
  })
}

/** Sites that a note names. */
const MAX_NAMED = 4

/** Devices choose their words; a terminal must not obey them. */
const printable = (text: string) => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
