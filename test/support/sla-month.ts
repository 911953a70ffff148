import { int, type Point } from '@vonggac/model'

/** One result of a link's check as a synthetic history has it. */
export interface LinkSample {
  readonly at: number
  /** 0 ok, 1 warn, 2 fail, 3 unknown. */
  readonly status: 0 | 1 | 2 | 3
  readonly error: string
  readonly rtt: number | null
  readonly loss: number | null
}

/** What happens in a synthetic history: from, inclusive, to, exclusive. */
export interface Happening {
  readonly from: number
  readonly to: number
  readonly what: 'down' | 'unknown' | 'gap'
}

const EVERY_MS = 10_000

/**
 * Results of a link every ten seconds, a bit early or late as a scheduler is, with what happens in between. Between `down` and not
 * there is a notice off the beat, as the agent sends them. The same arguments give the same results.
 */
export function* linkSamples(from: number, to: number, happenings: readonly Happening[]): Generator<LinkSample> {
  let was: Happening | undefined
  for (let beat = from; beat < to; beat += EVERY_MS) {
    const at = beat + ((beat / EVERY_MS) % 7) * 13
    const now = happenings.find((one) => at >= one.from && at < one.to)
    if (now !== was) {
      // The moment of the change itself, where it lies between two results.
      const change = now?.from ?? was?.to ?? at
      if (change < at && change >= from && (now?.what === 'down' || was?.what === 'down') && now?.what !== 'gap')
        yield sample(change, now?.what)
      was = now
    }
    if (now?.what !== 'gap' && at < to) yield sample(at, now?.what, at === beat ? 0.2 : 0)
  }
}

function sample(at: number, what: Happening['what'] | undefined, loss = 0): LinkSample {
  if (what === 'down') return { at, status: 2, error: 'timeout', rtt: null, loss: 100 }
  if (what === 'unknown') return { at, status: 3, error: 'local', rtt: null, loss: null }
  return { at, status: loss > 0 ? 1 : 0, error: loss > 0 ? 'loss' : '', rtt: 4 + (at % 1_000) / 500, loss }
}

/** The same as points, as the hub's agent writes them. */
export function pointsOf(
  { at, status, error, rtt, loss }: LinkSample,
  { site, link, provider }: { site: string; link: string; provider: string },
): Point[] {
  const tags = { site, link, provider }
  const check: Point = {
    measurement: 'check',
    tags: { ...tags, check: `${site}/${link}/icmp@hub`, kind: 'icmp', target: '10.33.1.1', agent: 'hub' },
    fields: { status: int(status), duration_ms: 12, error, detail: '' },
    timestamp: at,
  }
  if (loss === null) return [check]
  const fields = { percent_packet_loss: loss, ...(rtt !== null && { average_response_ms: rtt }) }
  return [check, { measurement: 'ping', tags: { ...tags, url: '10.33.1.1', agent: 'hub' }, fields, timestamp: at }]
}

/** The agent's and the collector's own reports, with the times in which they gave none. */
export function* signsOfLife(from: number, to: number, silent: readonly Happening[]): Generator<Point> {
  for (let at = from; at < to; at += EVERY_MS) {
    if (silent.some((one) => at >= one.from && at < one.to)) continue
    yield {
      measurement: 'agent',
      tags: { agent: 'hub', site: 'dc', version: '0' },
      fields: { checks: 2n },
      timestamp: at,
    }
    yield { measurement: 'collector', tags: {}, fields: { store_up: 1n }, timestamp: at }
  }
}
