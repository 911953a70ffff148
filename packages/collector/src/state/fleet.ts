import type { AgentStatus } from '../api-types.ts'
import type { AgentSeen } from '../live/agent-table.ts'
import type { LiveSnapshot } from '../live/live.ts'
import type { State } from './tables.ts'

/** An agent that has not been heard of for this long is silent. */
const SILENT_AFTER_MS = 60_000

/** An agent that the configuration speaks of. */
interface Member {
  readonly id: string
  readonly site: string
}

/**
 * The fleet: enrolled agents, those of the configuration, and any other that writes. `seen` is what a running collector
 * knows; without it (command line) what the collector last saved is used, at most a few seconds old.
 */
export async function listAgents(
  state: State,
  { now, members, seen }: { now: number; members: readonly Member[]; seen?: Readonly<Record<string, AgentSeen>> },
): Promise<AgentStatus[]> {
  const known = seen ?? (await savedAgents(state))
  const enrolled = new Map((await state.selectFrom('agents').selectAll().execute()).map((row) => [row.id, row]))
  const sites = new Map(members.map(({ id, site }) => [id, site]))
  const ids = new Set([...sites.keys(), ...enrolled.keys(), ...Object.keys(known)])
  return [...ids].sort().map((id) => {
    const row = enrolled.get(id)
    const last = known[id]
    return {
      id,
      site: sites.get(id) ?? null,
      version: last?.version ?? null,
      enrolled_at: row?.enrolled_at ?? null,
      last_seen: last?.lastSeen ?? null,
      state: stateOf(last, row?.revoked_at ?? null, now),
      clock_skew_ms: last?.skewMs ?? null,
      spool_records: last?.spoolRecords ?? null,
      spool_bytes: last?.spoolBytes ?? null,
      spool_oldest_s: last?.spoolOldestS ?? null,
      cpu_pct: last?.cpuPct ?? null,
      rss_bytes: last?.rssBytes ?? null,
      checks: last?.checks ?? null,
    }
  })
}

function stateOf(last: AgentSeen | undefined, revokedAt: number | null, now: number): AgentStatus['state'] {
  if (revokedAt !== null) return 'revoked'
  if (!last) return 'never-seen'
  return now - last.lastSeen > SILENT_AFTER_MS ? 'silent' : 'online'
}

async function savedAgents(state: State): Promise<Record<string, AgentSeen>> {
  const row = await state.selectFrom('memory').select('value').where('name', '=', 'live').executeTakeFirst()
  return row ? (JSON.parse(row.value) as LiveSnapshot).agents : {}
}
