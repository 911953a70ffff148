import type { Point } from '@vonggac/model'
import { numeric } from './path-figures.ts'

/** More agents than a province has: a client that invents names must not fill our memory. */
const MAX_AGENTS = 2_000

/** What an agent last said about itself, and when we last heard of it (our clock). */
export interface AgentSeen {
  readonly lastSeen: number
  readonly skewMs: number | null
  readonly version: string | null
  readonly spoolRecords: number | null
  readonly spoolBytes: number | null
  /** Age of the oldest record in the spool, s. */
  readonly spoolOldestS: number | null
  readonly cpuPct: number | null
  readonly rssBytes: number | null
  readonly checks: number | null
}

/** What is known of the agents from their own writes. */
export interface AgentTable {
  /** Something came from this agent. */
  seen(id: string, receivedAt: number, skewMs: number | undefined): void
  /** Its measurement `agent` came. */
  put(id: string, point: Point): void
  get(id: string): AgentSeen | undefined
  readonly ids: readonly string[]
  save(): Record<string, AgentSeen>
}

const nothing: AgentSeen = {
  lastSeen: 0,
  skewMs: null,
  version: null,
  spoolRecords: null,
  spoolBytes: null,
  spoolOldestS: null,
  cpuPct: null,
  rssBytes: null,
  checks: null,
}

export function createAgentTable(saved: Readonly<Record<string, AgentSeen>> = {}): AgentTable {
  const agents = new Map(Object.entries(saved))
  const set = (id: string, change: Partial<AgentSeen>) => {
    const last = agents.get(id)
    if (id !== '' && (last || agents.size < MAX_AGENTS)) agents.set(id, { ...nothing, ...last, ...change })
  }
  return {
    seen: (id, receivedAt, skewMs) => set(id, { lastSeen: receivedAt, ...(skewMs === undefined ? {} : { skewMs }) }),
    put: (id, { tags, fields }) =>
      set(id, {
        version: tags.version ?? null,
        spoolRecords: numeric(fields.spool_records),
        spoolBytes: numeric(fields.spool_bytes),
        spoolOldestS: numeric(fields.spool_oldest_s),
        cpuPct: numeric(fields.cpu_pct),
        rssBytes: numeric(fields.rss_bytes),
        checks: numeric(fields.checks),
      }),
    get: (id) => agents.get(id),
    get ids() {
      return [...agents.keys()]
    },
    save: () => Object.fromEntries(agents),
  }
}
