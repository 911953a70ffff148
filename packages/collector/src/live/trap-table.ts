import type { Point } from '@vonggac/model'
import type { TrapSeen } from '../api-types.ts'
import { numeric } from './path-figures.ts'

/** Traps that are kept in memory, the newest; all of them are in the store. */
const MAX_TRAPS = 500
/** Of one sender, so that one that floods does not push out what the others said. */
const MAX_OF_SENDER = 50
/** Of these a restart knows. */
const MAX_SAVED = 100
/** Longest text of a trap that is kept here: any client may write any line. */
const MAX_TEXT = 300
/** How long before an incident a trap may have come and still be context for it, ms. */
const CONTEXT_MS = 600_000
/** What is told of at one incident. */
const MAX_CONTEXT = 8

export interface TrapFilter {
  readonly site?: string | undefined
  readonly device?: string | undefined
  readonly limit: number
}

/** The last SNMP traps that agents received. */
export interface TrapTable {
  put(point: Point): void
  /** Newest first. */
  list(filter: TrapFilter): readonly TrapSeen[]
  /** What was notable on a site before a moment, oldest first, each kind of news of a device once: the last. */
  context(site: string, at: number): readonly TrapSeen[]
  save(): readonly TrapSeen[]
}

export function createTrapTable(saved: readonly TrapSeen[] = []): TrapTable {
  let traps: TrapSeen[] = [...saved]
  return {
    put(point) {
      const trap = trapOf(point)
      const ofSender = traps.filter(({ sender }) => sender === trap.sender)
      const dropped = ofSender.length >= MAX_OF_SENDER ? ofSender[0] : undefined
      traps = [...traps.filter((each) => each !== dropped), trap].slice(-MAX_TRAPS)
    },
    list: ({ site, device, limit }) =>
      traps
        .filter(
          (trap) => (site === undefined || trap.site === site) && (device === undefined || trap.device === device),
        )
        .slice(-limit)
        .reverse(),
    context(site, at) {
      const notable = traps.filter(
        (trap) => trap.site === site && trap.effect !== null && trap.at <= at + SKEW_MS && trap.at > at - CONTEXT_MS,
      )
      const last = new Map(notable.map((trap) => [`${trap.device} ${trap.summary}`, trap]))
      return [...last.values()].sort((a, b) => a.at - b.at).slice(-MAX_CONTEXT)
    },
    save: () => traps.slice(-MAX_SAVED),
  }
}

/** What agents' clocks may be ahead of ours. */
const SKEW_MS = 2_000

function trapOf({ tags, fields, timestamp }: Point): TrapSeen {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].slice(0, MAX_TEXT) : null)
  return {
    at: timestamp,
    site: tags.site ?? null,
    device: tags.device ?? null,
    sender: text('sender') ?? tags.source ?? '',
    name: tags.name ?? 'other',
    oid: text('trap_oid') ?? tags.oid ?? '',
    version: tags.version ?? '',
    inform: fields.inform === true,
    effect: text('effect'),
    summary: text('summary') ?? '',
    uptime_s: uptimeOf(fields.sysUpTimeInstance),
    agent: tags.agent ?? '',
  }
}

const uptimeOf = (ticks: Point['fields'][string] | undefined): number | null => {
  const hundredths = numeric(ticks)
  return hundredths === null ? null : hundredths / 100
}

/** How traps that came before an incident are told on its timeline: "linkDown Gi0/0/1 from rt1, 0.4 s before". */
export const contextText = ({ summary, device, sender, at, effect }: TrapSeen, openedAt: number): string => {
  const before = Math.max(0, openedAt - at) / 1_000
  const said = effect === 'ups-on-battery' ? `UPS on battery (${summary})` : summary
  return `SNMP trap ${said} from ${device ?? sender}, ${before < 10 ? before.toFixed(1) : Math.round(before)} s before`
}
