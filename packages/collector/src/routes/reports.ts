import { Readable } from 'node:stream'
import { z } from '@hono/zod-openapi'
import { type Clock, TransientError } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { slaReportSchema } from '../api-report-schemas.ts'
import { accountOf } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import type { EvidenceFile } from '../reports/evidence/bundle.ts'
import { tarEnd, tarFile } from '../reports/evidence/tar.ts'
import { type ReportDesk, ReportDeskBusy } from '../reports/report-desk.ts'
import { nameOf, reportDocument, reportFormats } from '../reports/report-document.ts'
import { parseReportRequest, type ReportRequest, ReportRequestError } from '../reports/report-request.ts'
import type { ReportQuery } from '../reports/sla-report.ts'
import { tableIds } from '../reports/sla-tables.ts'
import { writeAudit } from '../state/audit.ts'
import type { State } from '../state/tables.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const period = {
  month: z.string().optional().describe('2026-10, by the organisation’s clocks; the last one that is over unless said'),
  from: z.string().optional().describe('Instead of a month: 2026-10-05, 2026-10-05T08:30, or Unix ms'),
  to: z.string().optional().describe('As `from`; not part of the period'),
  provider: z.string().optional(),
  site: z.string().optional(),
  exclude: z.string().optional().describe('What is left out: maintenance, power, or both with a comma between'),
  lang: z.enum(['vi', 'en']).default('vi').describe('Of what is for people'),
}
const query = z.object({
  ...period,
  format: z.enum(reportFormats).default('json'),
  table: z.enum(tableIds).default('rows').describe('Which table, with format=csv'),
})

interface Deps {
  readonly state: State
  readonly reports: ReportDesk
  readonly config: Config
  readonly clock: Clock
}

/** Reports on service levels, and the evidence for them. */
export const reportRoutes = (deps: Deps) => slaRoute(deps).route('/', evidenceRoute(deps))

const slaRoute = ({ reports, config, clock }: Deps) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/reports/sla', request: { query } },
      'What was available, per provider, link, site and service, against what was promised',
      slaReportSchema,
    ),
    async (c) => {
      const { format, lang, table, ...asked } = c.req.valid('query')
      const { signal } = c.req.raw
      const report = await answered(() => reports.sla(understood(asked, config, clock.now()), signal), signal)
      if (format === 'json') return c.json(report, 200)
      const { body, type, file } = await reportDocument(report, { format, language: lang, table })
      const headers = {
        'Content-Type': type,
        ...(format !== 'html' && { 'Content-Disposition': `attachment; filename="${file}"` }),
      }
      // The route's type knows JSON only; a ready response passes through as it is.
      return c.body(typeof body === 'string' ? body : new Uint8Array(body), 200, headers) as never
    },
  )

/** Streamed: a province's month is some 30 MB, and no more than a day of a link of it is in memory. */
const evidenceRoute = ({ reports, config, clock, state }: Deps) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/reports/sla/evidence', request: { query: z.object(period) } },
      'The raw samples of a report with a chain of hashes, as a tar archive',
      z.unknown(),
    ),
    async (c) => {
      const { lang, ...asked } = c.req.valid('query')
      const { signal } = c.req.raw
      const wanted = { ...understood(asked, config, clock.now()), raw: true }
      const by = accountOf(c.var.who)
      const sealed = async (head: string) => {
        const target = wanted.period.month ?? `${wanted.period.from}-${wanted.period.to}`
        await writeAudit(state, { at: clock.now(), by, what: 'evidence made', target, detail: head })
      }
      // Made before the answer begins, so that what is wrong is still a problem document; the files come from the kept one.
      const report = await answered(() => reports.sla(wanted, signal), signal)
      const files = reports.evidence(wanted, { language: lang, signal, sealed })
      const headers = {
        'Content-Type': 'application/x-tar',
        'Content-Disposition': `attachment; filename="sla-${nameOf(report)}.tar"`,
      }
      return c.body(Readable.toWeb(Readable.from(archive(files))) as ReadableStream, 200, headers) as never
    },
  )

async function* archive(files: AsyncIterable<EvidenceFile>): AsyncGenerator<Uint8Array> {
  for await (const { path, data } of files) yield tarFile(path, data)
  yield tarEnd()
}

function understood(asked: ReportRequest, config: Config, now: number): ReportQuery {
  try {
    return parseReportRequest(asked, config, now)
  } catch (error) {
    throw error instanceof ReportRequestError ? new HttpProblem(400, error.message) : error
  }
}

async function answered<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (signal.aborted) throw new HttpProblem(503, 'whoever asked has gone', { cause })
    const retry = (detail: string, seconds: number) =>
      new HttpProblem(503, detail, { headers: { 'Retry-After': String(seconds) }, cause })
    if (cause instanceof ReportDeskBusy) throw retry(cause.message, 60)
    if (cause instanceof TransientError) throw retry('the store cannot be read now', 5)
    throw cause
  }
}
