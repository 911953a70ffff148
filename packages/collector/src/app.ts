import { OpenAPIHono } from '@hono/zod-openapi'
import type { Check, Clock, Log } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { HTTPException } from 'hono/http-exception'
import type { ConfigDocument } from './api-config-types.ts'
import type { AgentStatus } from './api-types.ts'
import type { Env } from './auth.ts'
import type { ChannelDesk } from './channels/channel-desk.ts'
import type { RunDesk } from './checks/run-desk.ts'
import type { OnCallBook } from './duty/on-call-book.ts'
import { openEntrance } from './entrance.ts'
import type { EventHub } from './event-hub.ts'
import type { IncidentDesk } from './incidents/desk.ts'
import type { Receive } from './ingest/receive.ts'
import type { Live } from './live/live.ts'
import type { MaintenanceDesk } from './maintenance/maintenance-desk.ts'
import { allowedMethods } from './methods.ts'
import type { Metrics } from './metrics.ts'
import { describeAckLinks, describePlainRoutes, describeStatusPage, openApiInfo } from './openapi.ts'
import type { AckLinks } from './paging/ack-links.ts'
import { HttpProblem, problemResponse } from './problem.ts'
import type { Readiness } from './readiness/open-readiness.ts'
import { createReportDesk } from './reports/report-desk.ts'
import { ackLinkRoutes } from './routes/ack-links.ts'
import { agentRoutes } from './routes/agents.ts'
import { channelRoutes } from './routes/channels.ts'
import { checkRoutes } from './routes/checks.ts'
import { configRoutes } from './routes/config.ts'
import { consoleRoutes } from './routes/console.ts'
import { eventRoutes } from './routes/events.ts'
import { explanationRoutes } from './routes/explanations.ts'
import { incidentReportRoutes } from './routes/incident-reports.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { createDatabases, influxPing, influxQuery } from './routes/influx.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { meetingRoutes } from './routes/meetings.ts'
import { noticeRoutes } from './routes/notices.ts'
import { onCallRoutes } from './routes/oncall.ts'
import { orderRoutes } from './routes/orders.ts'
import { peopleRoutes } from './routes/people.ts'
import { preflightRoutes } from './routes/preflights.ts'
import { reportRoutes } from './routes/reports.ts'
import { type SelfReport, selfRoutes } from './routes/self.ts'
import { seriesRoutes } from './routes/series.ts'
import { serviceRoutes } from './routes/services.ts'
import { statusRoutes } from './routes/status.ts'
import { statusPageRoutes } from './routes/status-page.ts'
import { topologyRoutes } from './routes/topology.ts'
import { trapRoutes } from './routes/traps.ts'
import { createGate, writeRoutes } from './routes/write.ts'
import type { SelfWatch } from './self-watch/self-watch.ts'
import type { ServiceBook } from './services/service-book.ts'
import type { State } from './state/tables.ts'
import { createStatusPage } from './status-page/status-page.ts'
import type { Store } from './store/store.ts'

/** What the routes are made of. */
export interface AppParts {
  readonly state: State
  readonly store: Store
  readonly receive: Receive
  readonly live: Live
  readonly desk: IncidentDesk
  readonly channels: ChannelDesk
  readonly config: Config
  readonly checks: readonly Check[]
  readonly configuration: () => Promise<ConfigDocument>
  readonly runs: RunDesk
  readonly readiness: Readiness
  readonly maintenance: MaintenanceDesk
  readonly services: ServiceBook
  readonly onCall: OnCallBook
  readonly links: AckLinks
  readonly hub: EventHub
  readonly agents: () => Promise<readonly AgentStatus[]>
  readonly self: SelfReport
  readonly selfWatch: Pick<SelfWatch, 'verdicts'>
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  readonly maxBody: number
  readonly trustLoopback: boolean
  readonly database: string
  readonly consoleDir: string | undefined
}

/** The whole HTTP side. Opens no port: give it to a server, or ask it with `app.request()`. */
export function createApp(parts: AppParts) {
  const { metrics, log } = parts
  const databases = createDatabases(parts.database)
  const app = new OpenAPIHono<Env>()

  const gate = { ...parts, site: siteOf(parts.config) }
  openEntrance(app, gate)

  app.route('/', writeRoutes({ ...parts, named: databases.add, gate: createGate() }))
  app.route('/', influxPing())
  app.route('/', influxQuery({ databases }))
  app.route('/', peopleRoutes({ gate, log }))
  app.route('/', statusRoutes(parts))
  app.route('/', checkRoutes(parts))
  app.route('/', explanationRoutes(parts))
  app.route('/', configRoutes(parts))
  app.route('/', trapRoutes(parts))
  app.route('/', agentRoutes(parts))
  app.route('/', channelRoutes(parts))
  app.route('/', incidentRoutes(parts))
  app.route('/', incidentReportRoutes(parts))
  app.route('/', maintenanceRoutes(parts))
  app.route('/', meetingRoutes(parts))
  app.route('/', noticeRoutes(parts))
  app.route('/', onCallRoutes(parts))
  app.route('/', preflightRoutes(parts))
  app.route('/', orderRoutes({ orders: parts.readiness.orders }))
  app.route('/', serviceRoutes(parts))
  app.route('/', seriesRoutes(parts))
  app.route('/', reportRoutes({ ...parts, reports: openReports(parts) }))
  app.route('/', topologyRoutes(parts))
  app.route('/', eventRoutes(parts))
  app.route('/', selfRoutes(parts.self))
  app.route('/', ackLinkRoutes(parts))
  app.route('/', statusPageRoutes({ statusPage: createStatusPage(parts) }))
  describePlainRoutes(app.openAPIRegistry)
  describeAckLinks(app.openAPIRegistry)
  describeStatusPage(app.openAPIRegistry)
  app.doc31('/openapi.json', openApiInfo)

  const known = app.routes.slice()
  app.use(async (c, next) => {
    const allowed = allowedMethods(known, c.req.path)
    if (allowed.length > 0 && !allowed.includes(c.req.method)) throw wrongMethod(c.req.method, allowed)
    await next()
  })
  app.route('/', consoleRoutes({ dir: parts.consoleDir }))

  app.notFound((c) => problemResponse(c, new HttpProblem(404, `there is nothing at ${c.req.path}`)))
  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status === 500) {
      metrics.bugs++
      log.error('a request failed by our own fault', { method: c.req.method, path: c.req.path, error })
    }
    if (c.req.path.endsWith('/write') && problem.more.lines === undefined) metrics.refusedWrites++
    return problemResponse(c, problem)
  })
  return app
}

const siteOf = ({ collector: { url } }: Config): URL | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url) : undefined

const openReports = (parts: AppParts) =>
  createReportDesk({
    ...parts,
    calendars: (range) => parts.maintenance.calendarsIn(range),
  })

function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof HTTPException && error.status < 500) return new HttpProblem(error.status, error.message)
  return new HttpProblem(500, 'something went wrong here; the collector’s log says what')
}

const wrongMethod = (method: string, allowed: readonly string[]) =>
  new HttpProblem(405, `${method} is not possible here, only ${allowed.join(', ')}`, {
    headers: { Allow: allowed.join(', ') },
  })
