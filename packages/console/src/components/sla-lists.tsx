import type { SlaReport, SlaRow } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { Moment } from './age.tsx'
import { SpanCells } from './span-cells.tsx'
import { TableHead } from './table-head.tsx'

/** More on one page is more than anybody reads: the downloads have all. */
const MAX_SHOWN = 100

interface ListProps {
  report: SlaReport
  scope: SlaRow['scope']
}

/** Outages of what is shown, the longest first. */
export function OutageList({ report, scope }: ListProps) {
  const { words, format } = useSpeech()
  const { reports } = words
  const all = report.outages.filter((one) => one.scope === scope).toSorted((a, b) => b.counted_ms - a.counted_ms)
  if (scope === 'provider') return null
  return (
    <details class="panel is-flush past">
      <summary>{reports.outageList(all.length)}</summary>
      {all.length === 0 && <p class="muted readiness-note">{reports.noOutages}</p>}
      {(all.length > MAX_SHOWN || report.left_out.outages > 0) && (
        <p class="muted readiness-note">{reports.longestShown(Math.min(all.length, MAX_SHOWN))}</p>
      )}
      {all.length > 0 && (
        <table class="table">
          <TableHead columns={[reports.what, reports.from, reports.to, reports.counted, reports.error]} />
          <tbody>
            {all.slice(0, MAX_SHOWN).map((one) => (
              <tr key={`${one.id} ${one.from}`}>
                <th scope="row" data-label={reports.what}>
                  {one.id}
                </th>
                <td data-label={reports.from}>
                  <Moment at={one.from} />
                </td>
                <td data-label={reports.to}>
                  <Moment at={one.to} />
                </td>
                <td data-label={reports.counted}>{format.exactly(one.counted_ms)}</td>
                <td data-label={reports.error}>{one.error === '' ? words.unknownValue : <code>{one.error}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

/** What counts on neither side, each with its reason and what it was left out of. */
export function ExclusionList({ report: { exclusions } }: { report: SlaReport }) {
  const { words, format } = useSpeech()
  const { reports } = words
  return (
    <details class="panel is-flush past">
      <summary>{reports.exclusionList(exclusions.length)}</summary>
      {exclusions.length === 0 ? (
        <p class="muted readiness-note">{reports.noExclusions}</p>
      ) : (
        <table class="table">
          <TableHead columns={[reports.kind, reports.why, reports.from, reports.to, reports.leftOut]} />
          <tbody>
            {exclusions.slice(0, MAX_SHOWN).map(({ kind, from, to, reason, applied }) => (
              <tr key={`${kind} ${from} ${reason}`}>
                <th scope="row" data-label={reports.kind}>
                  {reports.kinds[kind]}
                </th>
                <td data-label={reports.why} class="is-text">
                  {reason}
                </td>
                <SpanCells from={from} to={to} words={reports} />
                <td data-label={reports.leftOut} class="is-text">
                  {applied.length === 0
                    ? reports.listedOnly
                    : applied.map(({ id, ms }) => `${id}: ${format.duration(ms)}`).join('; ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

/** Of what time nothing is known, summed up by thing and reason. */
export function BlindList({ report, scope }: ListProps) {
  const { words, format } = useSpeech()
  const { reports } = words
  const sums = blindSums(report, scope)
  if (scope === 'provider') return null
  return (
    <details class="panel is-flush past">
      <summary>{reports.blindList(sums.length)}</summary>
      {sums.length === 0 ? (
        <p class="muted readiness-note">{reports.noBlind}</p>
      ) : (
        <table class="table">
          <TableHead columns={[reports.what, reports.why, reports.times, reports.lasted]} />
          <tbody>
            {sums.slice(0, MAX_SHOWN).map(({ id, reason, times, ms }) => (
              <tr key={`${id} ${reason}`}>
                <th scope="row" data-label={reports.what}>
                  {id}
                </th>
                <td data-label={reports.why}>{reports.reasons[reason]}</td>
                <td data-label={reports.times}>{format.count(times)}</td>
                <td data-label={reports.lasted}>{format.duration(ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

type Blind = SlaReport['blind'][number]

function blindSums({ blind }: SlaReport, scope: SlaRow['scope']) {
  const sums = new Map<string, { id: string; reason: Blind['reason']; times: number; ms: number }>()
  for (const one of blind) {
    if (one.scope !== scope) continue
    const key = `${one.id} ${one.reason}`
    const sum = sums.get(key) ?? { id: one.id, reason: one.reason, times: 0, ms: 0 }
    sums.set(key, { ...sum, times: sum.times + 1, ms: sum.ms + one.to - one.from })
  }
  return [...sums.values()].sort((a, b) => b.ms - a.ms)
}
