import type { ComponentChildren } from 'preact'
import type { SlaRow } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { keptAll, worstFirst } from '../state/report-choice.ts'
import { TableHead } from './table-head.tsx'

/** Both are called so in every language. */
const REPAIR = 'MTTR / MTBF'

/** Rows of a report, worst first: what was available, against what was promised. */
export function SlaTable({ rows }: { rows: readonly SlaRow[] }) {
  const { words } = useSpeech()
  const { reports } = words
  const columns = [
    reports.what,
    reports.availability,
    reports.outages,
    reports.down,
    REPAIR,
    reports.latency,
    reports.loss,
    reports.uncounted,
  ]
  return (
    <table class="table sla">
      <TableHead columns={columns} />
      <tbody>
        {worstFirst(rows).map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { row: SlaRow }) {
  const { words, format, name } = useSpeech()
  const { reports } = words
  const { id, scope, site, target, kept } = row
  const page =
    scope === 'service'
      ? ({ page: 'service', id } as const)
      : site !== null
        ? ({ page: 'site', id: site } as const)
        : undefined
  const length = (ms: number | null) => (ms === null ? words.unknownValue : format.duration(ms))
  return (
    <tr class={keptAll(row) === false ? 'is-down' : ''} data-row={`${scope} ${id}`}>
      <th scope="row" data-label={reports.what}>
        {page === undefined ? name(row.name) : <a href={pathOf(page)}>{name(row.name)}</a>}
        <small class="muted">{id}</small>
        {row.summarised_ms > 0 && (
          <small class="text-degraded">{reports.summarisedFor(format.duration(row.summarised_ms))}</small>
        )}
      </th>
      <Cell label={reports.availability}>
        <strong>{format.precisely(row.availability)}</strong>
        <Promised
          text={target.availability === null ? '' : reports.promised(format.percent(target.availability))}
          kept={kept.availability}
        />
      </Cell>
      <Cell label={reports.outages}>
        {format.count(row.outages)}
        {row.outages > 1 && <small class="muted">{reports.longest(format.duration(row.longest_ms))}</small>}
      </Cell>
      <Cell label={reports.down}>{format.exactly(row.down_ms)}</Cell>
      <Cell label={REPAIR}>
        {length(row.mttr_ms)}
        {row.mtbf_ms !== null && <small class="muted">{length(row.mtbf_ms)}</small>}
      </Cell>
      <Cell label={reports.latency}>
        <Spread of={row.latency_ms} text={format.milliseconds} />
        <Promised
          text={target.latency_ms === null ? '' : reports.atMost(format.milliseconds(target.latency_ms))}
          kept={kept.latency}
        />
      </Cell>
      <Cell label={reports.loss}>
        <Spread of={row.loss_pct} text={format.percent} />
        <Promised
          text={target.loss_pct === null ? '' : reports.atMost(format.percent(target.loss_pct))}
          kept={kept.loss}
        />
      </Cell>
      <Cell label={reports.uncounted}>
        <small>{reports.blindFor(format.duration(row.blind_ms))}</small>
        {row.excluded_ms > 0 && <small>{reports.excludedFor(format.duration(row.excluded_ms))}</small>}
        {row.closed_ms > 0 && <small>{reports.closedFor(format.duration(row.closed_ms))}</small>}
      </Cell>
    </tr>
  )
}

/** On a phone label and value stand beside each other: the value is one thing, be it of several lines. */
const Cell = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <td data-label={label}>
    <div>{children}</div>
  </td>
)

/** What was promised, and whether it was kept: by its word, not by its colour alone. */
function Promised({ text, kept }: { text: string; kept: boolean | null }) {
  const { reports } = useSpeech().words
  if (text === '' && kept === null) return null
  return (
    <small class="muted">
      {text} {kept !== null && <b class={kept ? 'text-ok' : 'text-down'}>{kept ? reports.kept : reports.notKept}</b>}
    </small>
  )
}

function Spread({ of, text }: { of: SlaRow['latency_ms']; text: (value: number) => string }) {
  const { words } = useSpeech()
  if (of === null) return <>{words.unknownValue}</>
  return (
    <>
      {text(of.mean)}
      <small class="muted">
        p95 {text(of.p95)} · p99 {text(of.p99)}
      </small>
    </>
  )
}
