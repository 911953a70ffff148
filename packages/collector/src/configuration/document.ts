import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Check, Clock } from '@vonggac/model'
import { agentsOf, type Config, type ConfigSource } from '@vonggac/model/inventory'
import type { ConfigDocument, ConfigFile } from '../api-config-types.ts'
import type { Store } from '../store/store.ts'
import { notesOf } from './notes.ts'

/** Files that are told of; a configuration of more is one of a generator. */
const MAX_FILES = 500

/** What the configuration in force is made of, and whether its files still are what was read. */
export function createConfigDocument(parts: {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly store: Pick<Store, 'kind' | 'health'>
  readonly clock: Clock
  readonly version: string | undefined
  readonly files: readonly ConfigSource[] | undefined
}): () => Promise<ConfigDocument> {
  const { config, checks, store, clock, version = null, files = [] } = parts
  const startedAt = clock.now()
  const fixed = fixedPart(config, checks)
  return async () => {
    const now = clock.now()
    const { raw, fiveMinutes, oneHour } = config.collector.store.retention
    return {
      at: now,
      version,
      started_at: startedAt,
      ...fixed,
      files: await Promise.all(files.slice(0, MAX_FILES).map(fileNow)),
      notes: notesOf(config, checks, now),
      store: {
        kind: store.kind,
        ...(await store.health()),
        retention_ms: { raw, five_minutes: fiveMinutes, one_hour: oneHour },
      },
    }
  }
}

async function fileNow({ path, bytes, modifiedAt }: ConfigSource): Promise<ConfigFile> {
  const found = await stat(path).catch(() => undefined)
  const now = !found ? 'gone' : found.size === bytes && found.mtimeMs === modifiedAt ? 'same' : 'changed'
  return { name: basename(path), bytes, now }
}

function fixedPart(config: Config, checks: readonly Check[]) {
  const { organisation, sites, services, oncall, alerts } = config
  const agents = agentsOf(config)
  const byAgent = Map.groupBy(checks, ({ vantage }) => vantage)
  const kinds = [...Map.groupBy(checks, ({ kind }) => kind)].map(([kind, some]) => [kind, some.length] as const)
  const total = (of: (site: Config['sites'][number]) => number) => sites.reduce((sum, site) => sum + of(site), 0)
  return {
    organisation: organisation.name,
    timezone: organisation.timezone,
    counts: {
      sites: sites.length,
      links: total(({ links }) => links.length),
      devices: total(({ devices }) => devices.length),
      services: services.length,
      checks: checks.length,
      agents: agents.length,
      people: oncall.people.length,
      channels: oncall.channels.length,
      rotas: oncall.rotas.length,
      rules: alerts.rules.length,
      maintenance: alerts.maintenance.length,
    },
    kinds: Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1))),
    agents: agents.map(({ id, site, hub, device = null }) => ({
      id,
      site,
      hub,
      device,
      checks: byAgent.get(id)?.length ?? 0,
    })),
    channels: oncall.channels.map(({ id, kind }) => ({ id, kind })),
  }
}
