import type {
  AgentStatus,
  ChannelStatus,
  ChannelTest,
  CheckDetail,
  CheckExplanation,
  CheckResults,
  CheckRun,
  CheckStatus,
  ConfigDocument,
  IncidentDetail,
  IncidentPage,
  MaintenanceDocument,
  Meeting,
  MeetingsDocument,
  Notice,
  OnCallDocument,
  Preflight,
  Problem,
  SeriesDocument,
  ServiceDetail,
  ServiceStatus,
  SilenceStatus,
  SiteDetail,
  SlaReport,
  StatusDocument,
} from './document.ts'
import { createPeopleClient, type PeopleClient } from './people-client.ts'

/** The collector answered, and said no. `status` is the HTTP status. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** No answer at all: the collector is down, or the network between us. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
}

/** Which series: one field of one measurement, narrowed by tags, from `from` to `to` in steps of `stepMs`. */
export interface SeriesQuery {
  readonly measurement: string
  readonly field: string
  readonly tags: Readonly<Record<string, string>>
  /** Unix ms. */
  readonly from: number
  readonly to: number
  readonly stepMs: number
  /** One series for each combination of these tags. */
  readonly group: readonly string[]
  /** How the points of a step become one; their mean unless given. */
  readonly aggregate?: 'max'
}

/** A maintenance window that somebody enters. Unix ms. */
export interface NewMaintenance {
  readonly title: string
  readonly match: readonly string[]
  readonly from: number
  readonly to: number
  readonly by: string
}

/** A silence that somebody enters, with the reason. */
export interface NewSilence {
  readonly match: readonly string[]
  readonly to: number
  readonly by: string
  readonly comment: string
}

/** What stands on the public page from `from` to `to`, Unix ms. */
export type NewNotice = Pick<Notice, 'title' | 'text' | 'services' | 'from' | 'to' | 'by'>

/** Somebody who takes over in a rota. Unix ms. */
export interface NewOverride {
  readonly rota: string
  readonly person: string
  readonly from: number
  readonly to: number
  readonly by: string
  readonly comment: string
}

/** What the console asks of the collector. Everything rejects with `ApiError`, `UnreachableError` or the signal's reason. */
export interface Client extends PeopleClient {
  status(signal?: AbortSignal): Promise<StatusDocument>
  site(id: string, signal?: AbortSignal): Promise<SiteDetail>
  agents(signal?: AbortSignal): Promise<readonly AgentStatus[]>
  /** A page of the list; the query as the API has it. */
  incidents(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<IncidentPage>
  incident(id: string, signal?: AbortSignal): Promise<IncidentDetail>
  series(query: SeriesQuery, signal?: AbortSignal): Promise<SeriesDocument>
  checks(signal?: AbortSignal): Promise<readonly CheckStatus[]>
  check(id: string, signal?: AbortSignal): Promise<CheckDetail>
  /** Single results, newest first; `before`: only older ones, Unix ms. */
  checkResults(id: string, before: number | null, signal?: AbortSignal): Promise<CheckResults>
  explain(id: string, signal?: AbortSignal): Promise<CheckExplanation>
  /** Runs a check once, now. Takes as long as the check does; `by`: who does it, as far as that is known. */
  runCheck(id: string, by: string, signal: AbortSignal): Promise<CheckRun>
  configuration(signal?: AbortSignal): Promise<ConfigDocument>
  services(signal?: AbortSignal): Promise<readonly ServiceStatus[]>
  service(id: string, signal?: AbortSignal): Promise<ServiceDetail>
  meetings(signal?: AbortSignal): Promise<MeetingsDocument>
  meeting(
    id: string,
    signal?: AbortSignal,
  ): Promise<{ readonly meeting: Meeting; readonly preflights: readonly Preflight[] }>
  /** Tests, newest first; of one meeting, or all. */
  preflights(meeting: string | null, signal?: AbortSignal): Promise<readonly Preflight[]>
  testSites(what: { readonly sites: 'all' } | { readonly meeting: string }, by: string): Promise<void>
  /** Who may be given an incident. */
  people(signal?: AbortSignal): Promise<readonly { readonly id: string; readonly name: string }[]>
  /** A document of the collector, by its path after `/api/v1`. */
  document(path: string, signal?: AbortSignal): Promise<Blob>
  acknowledge(id: string, by: string): Promise<void>
  /** How many of them could not be. */
  acknowledgeAll(ids: readonly string[], by: string): Promise<number>
  /** `assign`, `snooze`, `merge`, `separate`, `reopen`, `postmortem`: see the API. */
  handle(id: string, action: string, body: Readonly<Record<string, string | number | null>>): Promise<void>
  note(id: string, by: string, text: string): Promise<void>
  resolve(id: string, by: string, text: string): Promise<void>
  onCall(signal?: AbortSignal): Promise<OnCallDocument>
  /** Somebody takes over in a rota for a time. */
  addOverride(override: NewOverride): Promise<void>
  endOverride(id: string, by: string): Promise<void>
  channels(signal?: AbortSignal): Promise<readonly ChannelStatus[]>
  /** Sends a message that only shows that the channel works. */
  testChannel(id: string, by: string): Promise<ChannelTest>
  maintenance(signal?: AbortSignal): Promise<MaintenanceDocument>
  /** Gives how many checks the new window means. */
  addMaintenance(window: NewMaintenance): Promise<number>
  endMaintenance(id: string, by: string): Promise<void>
  silences(signal?: AbortSignal): Promise<readonly SilenceStatus[]>
  addSilence(silence: NewSilence): Promise<void>
  endSilence(id: string, by: string): Promise<void>
  /** `shown`: whether there is a public page at all. */
  notices(signal?: AbortSignal): Promise<{ readonly notices: readonly Notice[]; readonly shown: boolean }>
  addNotice(notice: NewNotice): Promise<void>
  endNotice(id: string, by: string): Promise<void>
  /** A report on service levels; the query as the API has it. */
  slaReport(query: string, signal?: AbortSignal): Promise<SlaReport>
  /** Opens the event stream; the caller reads the body. */
  events(signal: AbortSignal): Promise<Response>
}

/** Single results that are fetched at a time. */
const RESULTS = 30

/** `token` is asked at every request, so that a new one counts at once. */
export function createClient({ token }: { readonly token: () => string | null }): Client {
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const secret = token()
    if (secret) headers.set('authorization', `Bearer ${secret}`)
    const response = await fetch(`/api/v1${path}`, { ...init, headers, cache: 'no-store' }).catch((error: unknown) => {
      if (init.signal?.aborted) throw init.signal.reason
      throw new UnreachableError('no answer', { cause: error })
    })
    if (!response.ok) throw await refusal(response)
    return response
  }
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await send(path, { ...(signal && { signal }), headers: { accept: 'application/json' } })).json() as Promise<T>
  const asJson = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const post = async (path: string, body: object) => {
    await send(path, asJson(body))
  }
  const at = (id: string) => encodeURIComponent(id)

  return {
    ...createPeopleClient(send),
    status: (signal) => get('/status', signal),
    site: (id, signal) => get(`/sites/${at(id)}`, signal),
    agents: async (signal) => (await get<{ agents: readonly AgentStatus[] }>('/agents', signal)).agents,
    incidents: (query, signal) => get(`/incidents?${new URLSearchParams(query)}`, signal),
    incident: (id, signal) => get(`/incidents/${at(id)}`, signal),
    series: (query, signal) => get(`/series?${seriesParameters(query)}`, signal),
    checks: async (signal) => (await get<{ checks: readonly CheckStatus[] }>('/checks', signal)).checks,
    check: (id, signal) => get(`/checks/${at(id)}`, signal),
    checkResults: (id, before, signal) =>
      get(`/checks/${at(id)}/results?limit=${RESULTS}${before === null ? '' : `&before=${before}`}`, signal),
    explain: (id, signal) => get(`/checks/${at(id)}/explain`, signal),
    runCheck: async (id, by, signal) => {
      const answer = await send(`/checks/${at(id)}/run`, { ...asJson(by === '' ? {} : { by }), signal })
      return (await answer.json()) as CheckRun
    },
    configuration: (signal) => get('/config', signal),
    services: async (signal) => (await get<{ services: readonly ServiceStatus[] }>('/services', signal)).services,
    service: (id, signal) => get(`/services/${at(id)}`, signal),
    meetings: (signal) => get('/meetings', signal),
    meeting: (id, signal) => get(`/meetings/${at(id)}`, signal),
    preflights: async (meeting, signal) => {
      const query = meeting === null ? '' : `?meeting=${at(meeting)}`
      return (await get<{ preflights: readonly Preflight[] }>(`/preflights${query}`, signal)).preflights
    },
    testSites: (what, by) => post('/preflights', { ...what, by }),
    people: async (signal) =>
      (await get<{ people: readonly { id: string; name: string }[] }>('/people', signal)).people,
    document: async (path, signal) => (await send(path, signal ? { signal } : {})).blob(),
    acknowledgeAll: async (ids, by) => {
      const response = await send('/incidents/ack', asJson({ ids, by }))
      return ((await response.json()) as { refused: readonly unknown[] }).refused.length
    },
    handle: (id, action, body) => post(`/incidents/${at(id)}/${action}`, body),
    acknowledge: (id, by) => post(`/incidents/${at(id)}/ack`, { by }),
    note: (id, by, text) => post(`/incidents/${at(id)}/notes`, { by, text }),
    resolve: (id, by, text) => post(`/incidents/${at(id)}/resolve`, { by, text }),
    onCall: (signal) => get('/oncall', signal),
    addOverride: (override) => post('/oncall/overrides', override),
    endOverride: (id, by) => post(`/oncall/overrides/${at(id)}/end`, { by }),
    channels: async (signal) => (await get<{ channels: readonly ChannelStatus[] }>('/channels', signal)).channels,
    testChannel: async (id, by) => {
      const answer = await send(`/channels/${at(id)}/test`, asJson({ by }))
      return (await answer.json()) as ChannelTest
    },
    maintenance: (signal) => get('/maintenance', signal),
    addMaintenance: async (window) => {
      const answer = await send('/maintenance', asJson(window))
      return ((await answer.json()) as { checks: number }).checks
    },
    endMaintenance: (id, by) => post(`/maintenance/${at(id)}/end`, { by }),
    silences: async (signal) => (await get<{ silences: readonly SilenceStatus[] }>('/silences', signal)).silences,
    addSilence: (silence) => post('/silences', silence),
    endSilence: (id, by) => post(`/silences/${at(id)}/end`, { by }),
    notices: (signal) => get('/notices', signal),
    addNotice: (notice) => post('/notices', notice),
    endNotice: (id, by) => post(`/notices/${at(id)}/end`, { by }),
    slaReport: (query, signal) => get(`/reports/sla?${query}`, signal),
    events: (signal) => send('/events', { signal, headers: { accept: 'text/event-stream' } }),
  }
}

function seriesParameters({
  measurement,
  field,
  tags,
  from,
  to,
  stepMs,
  group,
  aggregate,
}: SeriesQuery): URLSearchParams {
  const parameters = new URLSearchParams({
    measurement,
    field,
    from: String(from),
    to: String(to),
    step: String(stepMs),
    group: group.join(),
    ...(aggregate && { aggregate }),
  })
  for (const [key, value] of Object.entries(tags)) parameters.set(`tag.${key}`, value)
  return parameters
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  return new ApiError(response.status, problem?.detail || problem?.title || `HTTP ${response.status}`)
}
