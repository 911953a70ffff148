import { createWriteStream, writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  openReports,
  parseReportRequest,
  ReportRequestError,
  reportDocument,
  reportFormats,
  tableIds,
  tarEnd,
  tarFile,
} from '@vonggac/collector'
import type { SlaReport } from '@vonggac/collector/api-types'
import { jsonLog, systemClock } from '@vonggac/model'
import { callCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { readBundle } from '../evidence/bundle-reader.ts'
import { verifyEvidence } from '../evidence/verify.ts'
import { loadOrExplain } from '../load.ts'
import { slaText } from '../report-text.ts'
import { readSecret } from '../secret.ts'

const FORMATS = ['text', ...reportFormats] as const
type Format = (typeof FORMATS)[number]

/** `vonggac report`: what was available, against what was promised, and the evidence for it. */
export const report: Command = {
  name: 'report',
  summary: 'What was available, against what was promised; and the evidence for it.',
  usage: [
    'report sla [--month 2026-10 | --from DATE --to DATE] [--provider ID] [--site ID] [--exclude maintenance,power] [--format F] [--out FILE]',
    'report sla … --evidence FILE.tar',
    'report sla … --config DIR [--data DIR]',
    'report verify FILE.tar|DIR [--head HASH]',
  ],
  options: {
    month: { type: 'string', value: 'YYYY-MM', help: 'which month; the last one that is over unless given' },
    from: {
      type: 'string',
      value: 'DATE',
      help: 'instead: 2026-10-05 or 2026-10-05T08:30, by the organisation’s clocks',
    },
    to: { type: 'string', value: 'DATE', help: 'as --from; not part of the period' },
    provider: { type: 'string', value: 'ID', help: 'only its links' },
    site: { type: 'string', value: 'ID', help: 'only what is there' },
    exclude: { type: 'string', value: 'KINDS', help: 'what is left out: maintenance, power' },
    format: { type: 'string', value: 'F', help: `${FORMATS.join(', ')}; what the ending of --out says unless given` },
    table: { type: 'string', value: 'T', default: 'rows', help: `of csv: ${tableIds.join(', ')}` },
    lang: { type: 'string', value: 'L', default: 'vi', help: 'vi or en' },
    out: { type: 'string', value: 'FILE', help: 'write it there' },
    evidence: { type: 'string', value: 'FILE.tar', help: 'write the raw samples and their chain of hashes there' },
    head: { type: 'string', value: 'HASH', help: 'of verify: the last hash of the chain, as it was told before' },
    ...collectorOptions,
    config: { type: 'string', value: 'DIR', help: 'work on the data directory itself, by this configuration' },
    data: { type: 'string', value: 'DIR', help: 'the data directory, instead of the configured one' },
  },
  notes: 'Exit status of verify: 0 as it was made, 1 something does not fit. docs/sla.md says what each figure means.',
  async run(call) {
    const [action, path, ...more] = call.positionals
    if (action === 'verify' && path !== undefined && more.length === 0) return verify(call, path)
    if (action !== 'sla' || path !== undefined) throw new UsageError('report takes `sla`, or `verify` and a file')
    return await sla(call)
  },
}

async function sla(call: Call): Promise<number> {
  const out = optional(call, 'out')
  const format = oneOf(FORMATS, 'format', optional(call, 'format') ?? formatOf(out))
  const language = oneOf(['vi', 'en'] as const, 'lang', String(call.values.lang))
  const table = oneOf(tableIds, 'table', String(call.values.table))
  if (format === 'xlsx' && out === undefined) throw new UsageError('a workbook needs --out FILE.xlsx')
  await using source = await openSource(call)
  const evidence = optional(call, 'evidence')
  if (evidence !== undefined) {
    await pipeline(Readable.from(source.archive(language)), createWriteStream(evidence), { signal: call.signal })
    const { head, problems } = verifyEvidence(readBundle(evidence, []))
    for (const problem of problems) call.io.err(`vonggac: ${problem}\n`)
    call.io.err(`${evidence}: the head of its chain is ${head}\n`)
    if (out === undefined) return problems.length === 0 ? 0 : 1
  }
  const made = await source.sla()
  const text =
    format === 'text' ? slaText(made, language) : (await reportDocument(made, { format, language, table })).body
  if (out === undefined) call.io.out(String(text))
  else writeFileSync(out, text)
  return 0
}

function formatOf(out: string | undefined): Format {
  const ending = extname(out ?? '').slice(1)
  return FORMATS.find((format) => format === ending) ?? 'text'
}

function oneOf<const T extends string>(all: readonly T[], option: string, text: string): T {
  const found = all.find((one) => one === text)
  if (found === undefined) throw new UsageError(`--${option} ${text}: expected ${all.join(', ')}`)
  return found
}

/** Where reports come from: a collector that runs, or its data. */
interface Source extends AsyncDisposable {
  sla(): Promise<SlaReport>
  archive(language: 'vi' | 'en'): AsyncIterable<Uint8Array>
}

const ASKED = ['month', 'from', 'to', 'provider', 'site', 'exclude'] as const

async function openSource(call: Call): Promise<Source> {
  const asked = Object.fromEntries(
    ASKED.flatMap((key) => (optional(call, key) === undefined ? [] : [[key, optional(call, key)!]])),
  )
  const dir = optional(call, 'config')
  if (dir !== undefined) return await fromData(call, dir, asked)
  if (optional(call, 'data') !== undefined) throw new UsageError('--data needs --config DIR')
  const path = (more: string, also: Record<string, string>) =>
    `/api/v1/reports/sla${more}?${new URLSearchParams({ ...asked, ...also })}`
  return {
    sla: async () => (await (await callCollector(call, path('', {}))).json()) as SlaReport,
    async *archive(lang) {
      yield* (await callCollector(call, path('/evidence', { lang }))).body ?? []
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function fromData(call: Call, configDir: string, asked: Record<string, string>): Promise<Source> {
  const config = loadOrExplain(configDir)
  const query = understood(() => parseReportRequest(asked, config, systemClock.now()))
  const offline = await openReports({
    config,
    dir: optional(call, 'data') ?? config.collector.data,
    clock: systemClock,
    log: jsonLog(call.io.err, systemClock.now),
    secret: readSecret,
  })
  return {
    sla: () => offline.reports.sla(query, call.signal),
    async *archive(language) {
      for await (const { path, data } of offline.reports.evidence(query, { language, signal: call.signal }))
        yield tarFile(path, data)
      yield tarEnd()
    },
    [Symbol.asyncDispose]: () => offline[Symbol.asyncDispose](),
  }
}

function understood<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof ReportRequestError ? new UsageError(error.message) : error
  }
}

function verify({ io, values }: Call, path: string): number {
  const problems: string[] = []
  const verdict = verifyEvidence(readBundle(path, problems), problems)
  const expected = values.head
  const all = [...verdict.problems]
  if (typeof expected === 'string' && expected !== verdict.head)
    all.push(`the head of the chain is ${verdict.head}, and was said to be ${expected}`)
  for (const problem of all) io.err(`${path}: ${problem}\n`)
  if (all.length > 0) return 1
  io.out(
    `${path}: ${verdict.links} links, ${verdict.samples} samples: all as it was made, and every figure follows from them\n`,
  )
  io.out(`head of the chain: ${verdict.head}\n`)
  return 0
}
