import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { LinkStatus, SiteStatus } from '../api/document.ts'
import { alignLines, continueLine } from '../charts/lines.ts'
import { type Range, ranges } from '../charts/range.ts'
import { useConsole, useSpeech } from '../context.ts'
import type { Reading } from '../state/history.ts'
import { useResource } from '../state/resource.ts'
import { failureText } from './failure-text.ts'
import { providerName } from './link-pill.tsx'
import { Plot } from './plot.tsx'

/** What is drawn of a link: the field of measurement `ping`, and the same figure in the live status. */
const metrics = {
  latency: { field: 'average_response_ms', live: 'latency_ms', leastSpan: 0.1 },
  loss: { field: 'percent_packet_loss', live: 'loss_pct', leastSpan: 10 },
  jitter: { field: 'jitter_ms', live: 'jitter_ms', leastSpan: 0.1 },
} as const

export type Metric = keyof typeof metrics

/** The store's means take the place of the single live readings this often. */
const REFETCH_MS = 60_000
/** This many checks may be late before a line is broken. */
const GAP_STEPS = 6

/** One metric of all links of a site over time: fetched once, then carried on by what comes live. */
export function LinkChart({ site, metric, range }: { site: SiteStatus; metric: Metric; range: Range }) {
  const { words, format } = useSpeech()
  const { spanMs, stepMs } = ranges[range]
  const { fetched, error, now } = useFetched(site, metric, range)
  const live = useLive(site, metrics[metric].live)
  const [from, to] = [now - spanMs, now]
  const data = useMemo(() => {
    const lines = site.links.map(({ id }) => continueLine(fetched.get(id) ?? [], live.get(id) ?? [], stepMs, from))
    return alignLines(lines, Math.max(stepMs * GAP_STEPS, 60_000))
  }, [fetched, site, stepMs, from])
  const text = metric === 'loss' ? format.percent : format.milliseconds
  const label = `${words[metric]}, ${words.ranges[range]}: ${site.links.map((link) => `${providerName(link.provider)} ${text(link[metrics[metric].live])}`).join(', ')}`
  return (
    <section class="panel chart">
      <h3>{words[metric]}</h3>
      <Plot
        data={data}
        labels={lineLabels(site.links)}
        format={text}
        time={format.minute}
        clock={format.clock}
        leastSpan={metrics[metric].leastSpan}
        sync={site.id}
        label={label}
        window={[from, to]}
      />
      {error !== undefined ? (
        <p class="form-error">{words.seriesFailed(failureText(error, words))}</p>
      ) : (
        data[0].length === 0 && <p class="chart-empty muted">{words.noSeries}</p>
      )}
    </section>
  )
}

/** The provider's name, with the link's own id where one provider has two. */
function lineLabels(links: readonly LinkStatus[]): string[] {
  const twice = (provider: string) => links.filter((link) => link.provider === provider).length > 1
  return links.map((link) =>
    twice(link.provider) ? `${providerName(link.provider)} ${link.id}` : providerName(link.provider),
  )
}

function useFetched(site: SiteStatus, metric: Metric, range: Range) {
  const { client, live } = useConsole()
  const { spanMs, stepMs } = ranges[range]
  const now = () => Date.now() + live.state.clockOffset
  const { value, error, reload } = useResource(`${site.id} ${metric} ${range}`, (signal) =>
    client.series(
      {
        measurement: 'ping',
        field: metrics[metric].field,
        tags: { site: site.id },
        group: ['link'],
        from: now() - spanMs,
        to: now(),
        stepMs,
      },
      signal,
    ),
  )
  useEffect(() => {
    const timer = setInterval(reload, REFETCH_MS)
    return () => clearInterval(timer)
  }, [reload])
  const fetched = useMemo(
    () => new Map((value?.series ?? []).map(({ tags, points }) => [tags.link ?? '', points as readonly Reading[]])),
    [value],
  )
  // The right edge moves with every new reading, not between them.
  return { fetched, error, now: Math.max(now() - 1000, ...site.links.map((link) => link.at ?? 0)) }
}

/** Readings that came over the stream since the page was opened, by link. */
function useLive(site: SiteStatus, figure: 'latency_ms' | 'loss_pct' | 'jitter_ms'): Map<string, Reading[]> {
  const readings = useRef(new Map<string, Reading[]>())
  for (const link of site.links) {
    const line = readings.current.get(link.id) ?? []
    readings.current.set(link.id, line)
    if (link.at !== null && link.at > (line.at(-1)?.[0] ?? 0)) line.push([link.at, link[figure]])
  }
  return readings.current
}
