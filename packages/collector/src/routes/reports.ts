import { z } from '@hono/zod-openapi'
import { type Clock, TransientError } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { slaReportSchema } from '../api-report-schemas.ts'
import { HttpProblem } from '../problem.ts'
import { type ReportDesk, ReportDeskBusy } from '../reports/report-desk.ts'
import { reportDocument, reportFormats } from '../reports/report-document.ts'
import { parseReportRequest, type ReportRequest, ReportRequestError } from '../reports/report-request.ts'
import type { ReportQuery } from '../reports/sla-report.ts'
import { tableIds } from '../reports/sla-tables.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const query = z.object({
  month: z.string().optional().describe('2026-10, by the organisation’s clocks; the last one that is over unless said'),
  from: z.string().optional().describe('Instead of a month: 2026-10-05, 2026-10-05T08:30, or Unix ms'),
  to: z.string().optional().describe('As `from`; not part of the period'),
  provider: z.string().optional(),
  site: z.string().optional(),
  exclude: z.string().optional().describe('What is left out: maintenance, power, or both with a comma between'),
  format: z.enum(reportFormats).default('json'),
  table: z.enum(tableIds).default('rows').describe('Which table, with format=csv'),
  lang: z.enum(['vi', 'en']).default('vi').describe('Of html, csv and xlsx'),
})

interface Deps {
  readonly reports: ReportDesk
  readonly config: Config
  readonly clock: Clock
}

/** Reports on service levels. */
export const reportRoutes = ({ reports, config, clock }: Deps) =>
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
