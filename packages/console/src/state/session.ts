import { ApiError, type Client } from '../api/client.ts'
import type { SeriesDocument, ServerEvents } from '../api/document.ts'
import { followEvents } from '../api/event-stream.ts'
import type { ServerSentEvent } from '../api/sse-parser.ts'
import { HISTORY_MS, HISTORY_STEP_MS, type Reading } from './history.ts'
import type { Live, LiveAction } from './live.ts'
import type { Store } from './store.ts'

/** Longer without the stream, and what is on the screen is called stale. */
const STALE_AFTER_MS = 10_000
/** Events say all that changes. The whole comes now and then all the same, so that nothing that went wrong once stays wrong. */
const RESYNC_MS = 600_000

export type LiveStore = Store<Live, LiveAction>

/** Keeps the live state up with the collector until `signal` fires; ends early when a token is needed. */
export async function runSession(client: Client, live: LiveStore, signal: AbortSignal): Promise<void> {
  let staleTimer: ReturnType<typeof setTimeout> | undefined
  let lastHeard: number | undefined
  const connection = (state: Live['connection']) => {
    if (state !== 'reconnecting') clearTimeout(staleTimer)
    if (!signal.aborted) live.dispatch({ kind: 'connection', connection: state })
  }
  const broken = () => {
    if (live.state.connection === 'reconnecting' || live.state.connection === 'stale') return
    if (!signal.aborted)
      live.dispatch({
        kind: 'connection',
        connection: 'reconnecting',
        ...(lastHeard !== undefined && { heardAt: lastHeard }),
      })
    staleTimer = setTimeout(() => connection('stale'), STALE_AFTER_MS)
  }
  const sync = () => fetchAll(client, live, signal).then(() => connection('live'))
  const failed = (error: unknown) => {
    if (signal.aborted) return false
    if (error instanceof ApiError && error.status === 401) {
      connection('unauthorised')
      return false
    }
    broken()
    return true
  }
  const resync = setInterval(() => void sync().catch(failed), RESYNC_MS)
  signal.addEventListener('abort', () => clearTimeout(staleTimer))
  try {
    await followEvents(
      client.events,
      {
        opened: () => {},
        lost: failed,
        heard: () => {
          lastHeard = Date.now()
        },
        event: (event) => {
          if (event.name === 'hello')
            sync()
              .then(() => fetchPast(client, live, signal))
              .catch(failed)
          else receive(live, event)
        },
      },
      signal,
    )
  } finally {
    clearInterval(resync)
  }
}

/** An event that we do not know, or that cannot be read, is left alone: a newer collector may say more. */
function receive(live: LiveStore, { name, data }: ServerSentEvent): void {
  const now = Date.now()
  if (name === 'sites') {
    const { at, sites } = JSON.parse(data) as ServerEvents['sites']
    live.dispatch({ kind: 'sites', at, sites, now })
  } else if (name === 'incident') {
    live.dispatch({ kind: 'incident', incident: JSON.parse(data) as ServerEvents['incident'], now })
  } else if (name === 'service') {
    live.dispatch({ kind: 'service', service: JSON.parse(data) as ServerEvents['service'] })
  } else if (name === 'counts') {
    live.dispatch({ kind: 'counts', ...(JSON.parse(data) as ServerEvents['counts']), now })
  } else if (name === 'agents') {
    live.dispatch({ kind: 'agents', agents: (JSON.parse(data) as ServerEvents['agents']).agents })
  }
}

async function fetchAll(client: Client, live: LiveStore, signal: AbortSignal): Promise<void> {
  const [status, agents] = await Promise.all([client.status(signal), client.agents(signal)])
  live.dispatch({ kind: 'status', status, now: Date.now() })
  live.dispatch({ kind: 'agents', agents })
}

/** The sparklines' past. Without it they merely begin empty, so a failure here is not one of the page. */
async function fetchPast(client: Client, live: LiveStore, signal: AbortSignal): Promise<void> {
  const to = Date.now() + live.state.clockOffset
  const query = {
    measurement: 'ping',
    field: 'average_response_ms',
    tags: {},
    from: to - HISTORY_MS,
    to,
    stepMs: HISTORY_STEP_MS,
    group: ['site', 'link'],
  }
  const document = await client.series(query, signal).catch(() => undefined)
  if (document) live.dispatch({ kind: 'past', histories: bestOfSites(document) })
}

/** One line a site: at each step the fastest of its links, as the site's own latency is. */
export function bestOfSites(document: SeriesDocument): Map<string, Reading[]> {
  const bySite = new Map<string, Map<number, number | null>>()
  for (const { tags, points } of document.series) {
    if (!tags.site || !tags.link) continue
    const readings = bySite.get(tags.site) ?? new Map<number, number | null>()
    bySite.set(tags.site, readings)
    for (const [at, value] of points) {
      const other = readings.get(at)
      readings.set(at, value === null ? (other ?? null) : Math.min(value, other ?? Number.POSITIVE_INFINITY))
    }
  }
  return new Map([...bySite].map(([site, readings]) => [site, [...readings].sort(([a], [b]) => a - b)]))
}
