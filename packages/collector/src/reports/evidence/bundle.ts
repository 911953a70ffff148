import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { dateOf, wallClock } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { SlaReport } from '../../api-report-types.ts'
import type { Store } from '../../store/store.ts'
import { closedSpans, holdOf } from '../histories.ts'
import { daysOf } from '../period.ts'
import { reportDocument } from '../report-document.ts'
import { merged, type Span, within } from '../span.ts'
import { type LinkSubject, type Scope, subjectsOf } from '../subjects.ts'
import type { ReportLanguage } from '../words.ts'
import { SAMPLE_HEAD, sampleLines } from './samples.ts'

/** What the chain of hashes begins with, and what says which rules a bundle follows. */
export const EVIDENCE_FORMAT = 'vonggac-sla-evidence-1'
/** Lines that have a hash of their own, so that damage is found without a second copy: an hour at ten seconds. */
const LINES_PER_PART = 360
/** Hex digits of it that are kept: enough to tell damage, and forgery is what the whole file's hash is for. */
const PART_DIGITS = 16

/** A file of a bundle. */
export interface EvidenceFile {
  readonly path: string
  readonly data: Buffer
}

/** What the raw samples of a link are, and what the report says of it. */
export interface ManifestLink {
  readonly id: string
  readonly check: string
  readonly interval_ms: number
  readonly hold_ms: number
  /** Time that is left out of this link, and time outside its hours: in order, without overlaps. */
  readonly excluded: readonly Span[]
  readonly closed: readonly Span[]
  readonly totals: {
    readonly up_ms: number
    readonly down_ms: number
    readonly blind_ms: number
    readonly excluded_ms: number
    readonly closed_ms: number
    readonly outages: number
  }
  readonly latency_ms: { readonly count: number; readonly mean: number } | null
  readonly loss_pct: { readonly count: number; readonly mean: number } | null
  readonly outages: readonly { readonly from: number; readonly to: number; readonly counted_ms: number }[]
  readonly blocks: readonly {
    readonly file: string
    readonly sha256: string
    readonly lines: number
    readonly parts: readonly string[]
  }[]
}

interface Parts {
  readonly report: SlaReport
  readonly scope: Scope
  readonly config: Config
  readonly store: Store
  readonly language: ReportLanguage
  readonly signal?: AbortSignal | undefined
  /** Hears of the last hash of the chain. */
  readonly sealed?: (head: string) => Promise<void> | void
}

/**
 * The files of a bundle, one after the other: the raw samples of every link, a file a day; the report; the manifest; the chain of
 * hashes over all of these; and their sums. No more than a day of a link is in memory.
 */
export async function* evidenceFiles(parts: Parts): AsyncGenerator<EvidenceFile> {
  const { report, config, store, scope, language, signal } = parts
  const { timezone, from, to } = report.period
  const days = daysOf({ from, to }, timezone, (at) => dateOf(wallClock(timezone, at)))
  const hashes: { path: string; sha256: string }[] = []
  const file = (path: string, data: Buffer): EvidenceFile => {
    hashes.push({ path, sha256: sha256(data) })
    return { path, data }
  }
  const links: ManifestLink[] = []
  for (const subject of subjectsOf(config, scope).links) {
    const blocks: ManifestLink['blocks'][number][] = []
    for (const [index, day] of days.entries()) {
      signal?.throwIfAborted()
      // How it was at the beginning of the period was said before it.
      const begin = index === 0 ? day.from - holdOf(subject.check) : day.from
      const lines = await sampleLines(store, subject.check, { from: begin, to: day.to })
      if (lines.length === 0) continue
      const made = file(`samples/${subject.id}/${day.date}.csv.gz`, gzipSync(textOf([SAMPLE_HEAD, ...lines])))
      blocks.push({ file: made.path, sha256: sha256(made.data), lines: lines.length, parts: partsOf(lines) })
      yield made
    }
    links.push(manifestLink(subject, report, blocks))
  }
  for (const format of ['json', 'html'] as const) {
    const { body } = await reportDocument(report, { format, language })
    yield file(`report.${format}`, Buffer.from(body))
  }
  const { organisation, period, generated_at } = report
  const manifest = { format: EVIDENCE_FORMAT, organisation, period, generated_at, links }
  yield file('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`))
  const chain = chainOf(hashes)
  yield file('CHAIN', textOf(chain.map(({ link, path }) => `${link}  ${path}`)))
  await parts.sealed?.(chain.at(-1)!.link)
  yield { path: 'SHA256SUMS', data: textOf(hashes.map(({ path, sha256: hash }) => `${hash}  ${path}`)) }
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

const textOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''))

/** Every link of the chain is the hash of the one before it, the file's own hash, and the file's name. */
function chainOf(files: readonly { path: string; sha256: string }[]) {
  let link = sha256(`${EVIDENCE_FORMAT}\n`)
  return files.map(({ path, sha256: hash }) => {
    link = sha256(`${link} ${hash} ${path}\n`)
    return { path, link }
  })
}

function partsOf(lines: readonly string[]): string[] {
  const parts: string[] = []
  for (let i = 0; i < lines.length; i += LINES_PER_PART)
    parts.push(sha256(textOf(lines.slice(i, i + LINES_PER_PART))).slice(0, PART_DIGITS))
  return parts
}

function manifestLink(
  { id, check }: LinkSubject,
  { rows, outages, exclusions, period }: SlaReport,
  blocks: ManifestLink['blocks'],
): ManifestLink {
  const row = rows.find((one) => one.scope === 'link' && one.id === id)!
  const { up_ms, down_ms, blind_ms, excluded_ms, closed_ms, latency_ms, loss_pct } = row
  const figures = (of: typeof latency_ms) => of && { count: of.count, mean: of.mean }
  const applied = exclusions.filter(({ applied: to }) => to.some((one) => one.id === id))
  return {
    id,
    check: check.id,
    interval_ms: check.intervalMs,
    hold_ms: holdOf(check),
    excluded: within(merged(applied), [period]),
    closed: closedSpans(check, period),
    totals: { up_ms, down_ms, blind_ms, excluded_ms, closed_ms, outages: row.outages },
    latency_ms: figures(latency_ms),
    loss_pct: figures(loss_pct),
    outages: outages
      .filter((one) => one.scope === 'link' && one.id === id)
      .map(({ from, to, counted_ms }) => ({ from, to, counted_ms })),
    blocks,
  }
}
