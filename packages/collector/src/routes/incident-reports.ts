import { z } from '@hono/zod-openapi'
import type { Clock } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { reportSchema } from '../api-incident-schemas.ts'
import type { IncidentDesk } from '../incidents/desk.ts'
import { reportOf } from '../incidents/report.ts'
import { reportCsv } from '../incidents/report-csv.ts'
import { PAGE_POLICY, reportPage } from '../incidents/report-page.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const params = z.object({ id: z.string() })
const query = z.object({
  stage: z.enum(['initial', 'final']).default('initial'),
  format: z.enum(['json', 'csv', 'html']).default('json'),
})

/** Reports of incidents, as an incident response centre files them. */
export const incidentReportRoutes = ({ desk, config, clock }: { desk: IncidentDesk; config: Config; clock: Clock }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/incidents/{id}/report', request: { params, query } },
      'The initial or final report of an incident; to be printed with format=html',
      reportSchema,
    ),
    async (c) => {
      const { stage, format } = c.req.valid('query')
      const report = reportOf(await desk.find(c.req.valid('param').id), { config, stage, now: clock.now() })
      if (format === 'json') return c.json(report, 200)
      // The route's type knows JSON only; a ready response passes through as it is.
      if (format === 'csv') return csv(reportCsv(report), `${report.incident}-${stage}.csv`) as never
      const page = await reportPage(report)
      return c.html(page, 200, { 'Content-Security-Policy': PAGE_POLICY }) as never
    },
  )

/** A table as a file to keep. */
export const csv = (text: string, name: string): Response =>
  new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
