import type { Journal } from '@vonggac/journal'
import { type Check, type Clock, type Log, type Point, shiftAt } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { OnCallBook } from '../duty/on-call-book.ts'
import { createOwnMeasurement } from '../ingest/own-points.ts'
import { worst } from '../live/check-table.ts'
import type { Live } from '../live/live.ts'
import { startTicker } from '../ticker.ts'
import { createLinkAccount, type LinkState } from './link-account.ts'

/** How often links are looked at: as often as the fastest of them are measured, twice. */
const LOOK_EVERY_MS = 5_000
/** How often what was seen is written down. */
const WRITE_EVERY_MS = 30_000

interface Parts {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly live: Pick<Live, 'describe'>
  readonly onCall?: Pick<OnCallBook, 'current'>
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
}

/**
 * Writes down what dashboards cannot work out from results: for how long each link was up and down, and who is on call. The way of all
 * other points, so that an outage of the store loses nothing of it.
 */
export function startPictureMeasurement(parts: Parts): Disposable {
  const { config, clock } = parts
  const account = createLinkAccount(config)
  const stateOf = linkStates(parts)
  const append = createOwnMeasurement(parts, 'the collector cannot write down how links are')
  let looked = clock.monotonic()
  const look = () => {
    const now = clock.monotonic()
    account.add(now - looked, (node) => stateOf(node, clock.now()))
    looked = now
  }
  const write = () => {
    look()
    const now = clock.now()
    void append([...account.close(now), ...onCallPoints(parts, now)])
  }
  write()
  const looking = startTicker(clock, LOOK_EVERY_MS, look)
  const writing = startTicker(clock, WRITE_EVERY_MS, write)
  return {
    [Symbol.dispose]() {
      looking[Symbol.dispose]()
      writing[Symbol.dispose]()
    },
  }
}

/** By the checks that say whether a link is up: its pings. */
function linkStates({ checks, live }: Parts): (node: string, now: number) => LinkState {
  const pings = Map.groupBy(
    checks.filter(({ kind, tags, context }) => kind === 'icmp' && tags.link !== undefined && !context),
    ({ node }) => node,
  )
  return (node, now) => {
    const seen = (pings.get(node) ?? []).map((check) => live.describe(check, now))
    const watched = seen.filter(({ outside_hours }) => !outside_hours)
    if (seen.length > 0 && watched.length === 0) return undefined
    return worst(watched.map(({ status }) => status))
  }
}

/** Who is on call, by rota; where nobody is, that is said. */
function onCallPoints({ config, onCall }: Parts, now: number): Point[] {
  const people = new Map(config.oncall.people.map(({ id, name }) => [id, name]))
  return (onCall?.current().rotas ?? []).map((rota) => {
    const shift = shiftAt(rota, now)
    return {
      measurement: 'on_call',
      tags: { rota: rota.id },
      fields: {
        person: shift ? (people.get(shift.person) ?? shift.person) : '–',
        ...(shift && { until_ms: shift.to }),
      },
      timestamp: now,
    }
  })
}
