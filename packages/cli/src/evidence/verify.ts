import { createHash } from 'node:crypto'
import { constants, gunzipSync, inflateRawSync } from 'node:zlib'
import type { Bundle } from './bundle-reader.ts'
import { type Figures, type Line, recompute, type Stretch } from './recompute.ts'

const FORMAT = 'vonggac-sla-evidence-1'
const HEAD = 'at_ms,status,error,rtt_ms,loss_pct'
/** Lines that have a hash of their own in the manifest, and its hex digits. */
const LINES_PER_PART = 360
const PART_DIGITS = 16
/** What a file of samples may unpack to, bytes: a day at a result a second is 4 MB. */
const MAX_UNPACKED = 64 * 2 ** 20
/** A gzip header without anything optional. */
const GZIP_HEADER = 10
const LINE = /^(\d+),([0-3]?),([\w-]*),(\d+(?:\.\d+)?(?:e-?\d+)?)?,(\d+(?:\.\d+)?(?:e-?\d+)?)?$/

interface Block {
  readonly file: string
  readonly sha256: string
  readonly lines: number
  readonly parts: readonly string[]
}
interface LinkClaim {
  readonly id: string
  readonly interval_ms: number
  readonly hold_ms: number
  readonly excluded: readonly Stretch[]
  readonly closed: readonly Stretch[]
  readonly totals: Readonly<Record<string, number>>
  readonly latency_ms: { readonly count: number; readonly mean: number } | null
  readonly loss_pct: { readonly count: number; readonly mean: number } | null
  readonly outages: readonly { readonly from: number; readonly to: number; readonly counted_ms: number }[]
  readonly blocks: readonly Block[]
}
interface Manifest {
  readonly format: string
  readonly period: Stretch
  readonly links: readonly LinkClaim[]
}

/** What came of checking a bundle. */
export interface Verdict {
  /** What is wrong, each with the file and the lines or bytes. Empty: all is as it was made. */
  readonly problems: readonly string[]
  /** The last hash of the chain, as worked out from the files. */
  readonly head: string
  readonly links: number
  readonly samples: number
}

/** Checks everything: sums, chain, and every figure anew from the raw samples. */
export function verifyEvidence(bundle: Bundle, known: readonly string[] = []): Verdict {
  const problems = [...known]
  const head = checkSums(bundle, problems)
  const manifest = readManifest(bundle, problems)
  let samples = 0
  for (const link of manifest?.links ?? []) samples += checkLink(link, manifest!, { bundle, problems })
  if (manifest) checkReport(manifest, bundle, problems)
  return { problems, head, links: manifest?.links.length ?? 0, samples }
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

/** The order of SHA256SUMS is the order of the chain. Both are written anew and compared as they stand, byte for byte. */
function checkSums(bundle: Bundle, problems: string[]): string {
  const sums = bundle.get('SHA256SUMS')?.toString('utf8') ?? ''
  const listed = sums.split('\n').flatMap((line) => /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1] ?? [])
  const others = [...bundle.keys()].filter((path) => path !== 'SHA256SUMS' && !listed.includes(path))
  for (const path of others) problems.push(`${path}: is not in SHA256SUMS`)
  for (const path of listed) if (!bundle.has(path)) problems.push(`${path}: is missing`)
  const hashes = listed.map((path) => ({ path, hash: sha256(bundle.get(path) ?? '') }))
  differ('SHA256SUMS', sums, hashes.map(({ path, hash }) => `${hash}  ${path}\n`).join(''), problems)

  let link = sha256(`${FORMAT}\n`)
  let chain = ''
  for (const { path, hash } of hashes.filter((one) => one.path !== 'CHAIN')) {
    link = sha256(`${link} ${hash} ${path}\n`)
    chain += `${link}  ${path}\n`
  }
  differ('CHAIN', bundle.get('CHAIN')?.toString('utf8') ?? '', chain, problems)
  return link
}

/** Says in which line a text is first not what it should be, and what file that line is about. */
function differ(name: string, is: string, should: string, problems: string[]) {
  if (is === should) return
  const [a, b] = [is.split('\n'), should.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  const line = at < 0 ? a.length : at
  const about = (b[line] || a[line] || '').slice(66)
  problems.push(`${name}: line ${line + 1} does not fit${about ? `: ${about} was changed, or this line was` : ''}`)
}

function readManifest(bundle: Bundle, problems: string[]): Manifest | undefined {
  try {
    const manifest = JSON.parse(bundle.get('manifest.json')?.toString('utf8') ?? '') as Manifest
    if (manifest.format !== FORMAT) throw new Error(`format ${JSON.stringify(manifest.format)}, expected ${FORMAT}`)
    if (!Array.isArray(manifest.links) || !isStretch(manifest.period)) throw new Error('period or links are missing')
    return manifest
  } catch (error) {
    problems.push(`manifest.json: cannot be used: ${(error as Error).message}`)
    return undefined
  }
}

const isStretch = (value: unknown): value is Stretch =>
  typeof (value as Stretch)?.from === 'number' && typeof (value as Stretch)?.to === 'number'

function checkLink(
  link: LinkClaim,
  { period }: Manifest,
  { bundle, problems }: { bundle: Bundle; problems: string[] },
) {
  const lines: Line[] = []
  try {
    for (const block of link.blocks) readBlock(block, { bundle, problems, lines })
    const { interval_ms, hold_ms, excluded, closed } = link
    const figures = recompute(lines, { period, interval_ms, hold_ms, excluded, closed })
    for (const text of differences(link, figures)) problems.push(`manifest.json: ${link.id}: ${text}`)
  } catch (error) {
    problems.push(`manifest.json: ${link?.id}: cannot be used: ${(error as Error).message}`)
  }
  return lines.length
}

function readBlock(block: Block, { bundle, problems, lines }: { bundle: Bundle; problems: string[]; lines: Line[] }) {
  const data = bundle.get(block.file)
  if (!data) return
  const damaged = sha256(data) !== block.sha256
  const text = unpacked(data, damaged)
  if (text === undefined) {
    problems.push(`${block.file}: is damaged so that it cannot be unpacked`)
    return
  }
  const [head, ...rows] = text.split('\n')
  if (rows.pop() !== '') problems.push(`${block.file}: does not end with a whole line`)
  if (head !== HEAD) problems.push(`${block.file}: line 1: expected ${HEAD}`)
  if (damaged) problems.push(...whereDamaged(block, rows))
  for (const [index, row] of rows.entries()) {
    const [, at, status, , rtt, loss] = LINE.exec(row) ?? []
    const time = Number(at)
    if (at === undefined || time < (lines.at(-1)?.at ?? 0)) {
      problems.push(`${block.file}: line ${index + 2}: ${at === undefined ? 'is no sample' : 'goes back in time'}`)
      continue
    }
    lines.push({
      at: time,
      status: status === '' ? Number.NaN : Number(status),
      rtt: rtt === undefined ? undefined : Number(rtt),
      loss: loss === undefined ? undefined : Number(loss),
    })
  }
}

/** The text of a file; of a damaged one as much as there is, without asking its check sum. */
function unpacked(data: Buffer, damaged: boolean): string | undefined {
  try {
    return gunzipSync(data, { maxOutputLength: MAX_UNPACKED }).toString('utf8')
  } catch {
    if (!damaged) return undefined
  }
  try {
    const options = { maxOutputLength: MAX_UNPACKED, finishFlush: constants.Z_SYNC_FLUSH }
    return inflateRawSync(data.subarray(GZIP_HEADER), options).toString('utf8')
  } catch {
    return undefined
  }
}

/** The hashes of its parts say which lines are not what they were. */
function whereDamaged({ file, lines, parts }: Block, rows: readonly string[]): string[] {
  const wrong = parts.flatMap((part, i) => {
    const own = rows.slice(i * LINES_PER_PART, (i + 1) * LINES_PER_PART)
    const hash = sha256(own.map((row) => `${row}\n`).join('')).slice(0, PART_DIGITS)
    const [first, last] = [i * LINES_PER_PART + 2, Math.min((i + 1) * LINES_PER_PART, lines) + 1]
    return hash === part ? [] : [`${file}: lines ${first} to ${last} were changed`]
  })
  if (rows.length !== lines) wrong.push(`${file}: has ${rows.length} samples, and had ${lines}`)
  return wrong.length > 0 ? wrong : [`${file}: was changed, though not what is in it`]
}

const TOLERANCE = 0.001

/** Where the samples do not say what the manifest says. */
function differences(claim: LinkClaim, figures: Figures): string[] {
  const found: string[] = []
  const compare = (what: string, said: unknown, is: unknown) => {
    if (said !== is) found.push(`${what} is ${said}, and ${is} by the samples`)
  }
  const { totals } = claim
  for (const key of ['up_ms', 'down_ms', 'blind_ms', 'excluded_ms', 'closed_ms'] as const)
    compare(key, totals[key], figures[key])
  compare('the number of outages', totals.outages, figures.outages.filter(({ counted_ms }) => counted_ms > 0).length)
  // Of a link that has thousands, the report lists the longest only.
  if (claim.outages.length === figures.outages.length || claim.outages.length === 0)
    for (const [i, said] of claim.outages.entries())
      for (const key of ['from', 'to', 'counted_ms'] as const)
        compare(`${key} of outage ${i + 1}`, said[key], figures.outages[i]?.[key])
  for (const [what, said, is] of [
    ['latency', claim.latency_ms, figures.latency],
    ['loss', claim.loss_pct, figures.loss],
  ] as const) {
    compare(`the count of ${what}`, said?.count, is?.count)
    if (said && is && Math.abs(said.mean - is.mean) > TOLERANCE) compare(`the mean of ${what}`, said.mean, is.mean)
  }
  return found
}

/** The report in the bundle says what the manifest says. */
function checkReport({ links }: Manifest, bundle: Bundle, problems: string[]) {
  try {
    const report = JSON.parse(bundle.get('report.json')?.toString('utf8') ?? '') as {
      rows: ({ scope: string; id: string } & Record<string, unknown>)[]
    }
    for (const { id, totals } of links) {
      const row = report.rows.find((one) => one.scope === 'link' && one.id === id)
      for (const [key, value] of Object.entries(totals))
        if (row?.[key] !== value)
          problems.push(`report.json: ${id}: ${key} is ${row?.[key]}, and ${value} in the manifest`)
    }
  } catch (error) {
    problems.push(`report.json: cannot be used: ${(error as Error).message}`)
  }
}
