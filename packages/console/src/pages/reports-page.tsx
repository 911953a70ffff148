import { useState } from 'preact/hooks'
import type { SlaReport } from '../api/document.ts'
import { DocumentLink } from '../components/document-link.tsx'
import { failureText } from '../components/failure-text.ts'
import { ReportChoiceForm } from '../components/report-choice-form.tsx'
import { BlindList, ExclusionList, OutageList } from '../components/sla-lists.tsx'
import { SlaTable } from '../components/sla-table.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { choiceOf, choiceQuery, keptAll, type ReportChoice, reportQuery } from '../state/report-choice.ts'
import { useResource } from '../state/resource.ts'

/** What was available in a month, against what was promised. The choice stands in the address. */
export function ReportsPage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { reports } = words
  const [choice, setChoice] = useState(() => choiceOf(location.search, Date.now()))
  const choose = (next: ReportChoice) => {
    history.replaceState(null, '', `${location.pathname}?${choiceQuery(next)}`)
    setChoice(next)
  }
  const query = reportQuery(choice)
  const { value, error, reload } = useResource(query, (signal) => client.slaReport(query, signal))
  return (
    <div class="page">
      <h1>{reports.title}</h1>
      <p class="muted">{reports.hint}</p>
      <section class="panel reports-choice">
        <ReportChoiceForm choice={choice} onChange={choose} />
        <Downloads choice={choice} />
      </section>
      {error !== undefined ? (
        <div class="panel actions" role="alert">
          <p class="form-error">{words.failed(failureText(error, words))}</p>
          <div class="buttons">
            <button type="button" class="button" onClick={reload}>
              {words.retry}
            </button>
          </div>
        </div>
      ) : value ? (
        <Report report={value} view={choice.view} />
      ) : (
        <p class="loading" role="status">
          {reports.making}
        </p>
      )}
    </div>
  )
}

function Report({ report, view }: { report: SlaReport; view: ReportChoice['view'] }) {
  const { words, name } = useSpeech()
  const { reports } = words
  const rows = report.rows.filter(({ scope }) => scope === view)
  const nothingKnown = rows.length > 0 && rows.every(({ availability }) => availability === null)
  return (
    <>
      {report.notes.length > 0 && (
        <section class="panel">
          <h2>{reports.notes}</h2>
          {report.notes.map((note) => (
            <p key={note.vi}>{name(note)}</p>
          ))}
        </section>
      )}
      {rows.length === 0 || nothingKnown ? (
        <section class="panel">
          <h2>{rows.length === 0 ? reports.nothing : reports.noData}</h2>
          <p class="muted">{rows.length === 0 ? reports.nothingHint : reports.noDataHint}</p>
        </section>
      ) : (
        <>
          <Figures rows={rows} />
          <section class="panel is-flush">
            <h2>{reports.views[view]}</h2>
            <SlaTable rows={rows} />
          </section>
          <OutageList report={report} scope={view} />
          <ExclusionList report={report} />
          <BlindList report={report} scope={view} />
        </>
      )}
    </>
  )
}

function Figures({ rows }: { rows: SlaReport['rows'] }) {
  const { words, format } = useSpeech()
  const { reports } = words
  const verdicts = rows.map(keptAll).filter((kept) => kept !== null)
  const missed = verdicts.filter((kept) => !kept).length
  const down = rows.reduce((sum, { down_ms }) => sum + down_ms, 0)
  const figures = [
    [reports.missed, verdicts.length === 0 ? words.unknownValue : reports.missedOf(missed, verdicts.length)],
    [reports.outages, format.count(rows.reduce((sum, { outages }) => sum + outages, 0))],
    [reports.down, format.duration(down)],
  ] as const
  return (
    <section class="panel" aria-label={reports.summary}>
      <dl class="figures">
        {figures.map(([label, text], i) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class={i === 0 && missed > 0 ? 'text-down' : ''}>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Downloads({ choice }: { choice: ReportChoice }) {
  const { words, language } = useSpeech()
  const { reports } = words
  const path = (format: string) => `/reports/sla?${reportQuery(choice, { format, lang: language })}`
  const file = `sla-${choice.month}`
  return (
    <fieldset class="downloads" aria-label={reports.downloads}>
      <div class="buttons">
        <DocumentLink path={path('html')} name={`${file}.html`}>
          {reports.print}
        </DocumentLink>
        {(['xlsx', 'csv', 'json'] as const).map((format) => (
          <DocumentLink key={format} path={path(format)} name={`${file}.${format}`}>
            {format.toUpperCase()}
          </DocumentLink>
        ))}
        <DocumentLink path={`/reports/sla/evidence?${reportQuery(choice, { lang: language })}`} name={`${file}.tar`}>
          {reports.evidence}
        </DocumentLink>
      </div>
      <small class="muted">{reports.evidenceHint}</small>
    </fieldset>
  )
}
