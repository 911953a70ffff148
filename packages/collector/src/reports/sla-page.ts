import { html } from 'hono/html'
import type { BlindReason, SlaOutage, SlaReport, SlaRow, SlaScope } from '../api-report-types.ts'
import { figureText, lengthText, momentText } from './report-text.ts'
import { type ReportLanguage, type ReportWords, reportWords } from './words.ts'

const SCOPES: readonly SlaScope[] = ['provider', 'link', 'site', 'service']

/** The report as one page of HTML that prints well on A4. Everything from outside is escaped. */
export function slaPage(report: SlaReport, language: ReportLanguage) {
  const words = reportWords[language]
  const { organisation, period, generated_at, rows } = report
  const at = (moment: number) => momentText(moment, period.timezone)
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}: ${period.month ?? at(period.from)}</title>
<style>${STYLE}</style></head><body>
<header><p>${organisation[language]}</p><h1>${words.title}</h1>
<p class="when">${period.month === null ? '' : html`<strong>${words.month(period.month)}</strong> · `}${words.period}: ${at(period.from)} – ${at(period.to)} (${period.timezone})</p>
<p>${words.made}: ${at(generated_at)}</p></header>
${report.notes.length > 0 ? html`<section class="notes"><h2>${words.noteList}</h2><ul>${report.notes.map((note) => html`<li>${note[language]}</li>`)}</ul></section>` : ''}
${SCOPES.map((scope) => {
  const own = rows.filter((row) => row.scope === scope)
  return own.length === 0 ? '' : summaryTable(scope, own, { words, language })
})}
${outageList(report, words, at)}
${exclusionList(report, words, at)}
${blindList(report, words)}
<section><h2>${words.definitions}</h2><p class="fine">${words.definition}</p></section>
<section class="hands"><p>${words.left}</p><p>${words.right}</p></section>
</body></html>`
}

const STYLE = html`
@page{size:A4 landscape;margin:12mm 12mm 14mm;@bottom-right{content:counter(page) " / " counter(pages);font:9px system-ui,sans-serif;color:#4a5560}}
body{font:13px/1.4 system-ui,"Noto Sans",sans-serif;margin:1.5rem auto;max-width:80rem;padding:0 1rem;color:#1b1f24;background:#fff}
header p{margin:.1rem 0;color:#4a5560}h1{font-size:1.45rem;margin:.1rem 0}h2{font-size:1.02rem;margin:1.3rem 0 .35rem;break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:.9em}th,td{text-align:left;padding:.28rem .45rem;border-bottom:1px solid #d8dee4;vertical-align:top}
thead{display:table-header-group}th{font-weight:600;color:#4a5560}thead th{border-bottom:1.5px solid #8d99a5;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.l{white-space:normal;min-width:5rem}td:first-child small:not(.sum){white-space:nowrap}small,.fine{color:#4a5560}.t{white-space:nowrap;font-variant-numeric:tabular-nums}
.kept{color:#11682c;font-weight:600}.missed{color:#b3261e;font-weight:600}tr{break-inside:avoid}.notes{background:#fff6e0;padding:.1rem .8rem .5rem;border-radius:4px}.notes ul{margin:.2rem 0;padding-left:1.2rem}
.hands{display:flex;justify-content:space-around;margin-top:2rem;break-inside:avoid}.hands p{min-height:6rem;font-weight:600}
@media (max-width:50rem){section{overflow-x:auto}}
@media print{body{margin:0;max-width:none;padding:0;font-size:10.5px;-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`

interface Speech {
  readonly words: ReportWords
  readonly language: ReportLanguage
}

function summaryTable(scope: SlaScope, rows: readonly SlaRow[], speech: Speech) {
  const { words, language } = speech
  const [spread, promise] = [spreadIn(speech), promiseIn(speech)]
  const length = (ms: number | null) => (ms === null ? words.notSaid : lengthText(ms, words))
  const isLine = scope === 'provider' || scope === 'link' || scope === 'site'
  return html`<section><h2>${words.scopes[scope]} (${rows.length})</h2><table><thead><tr>
<th>${words.scopes[scope]}</th><th class="n">${words.availability}</th><th class="n">${words.outages}</th><th class="n">${words.down}</th><th class="n">${words.mttr}</th><th class="n">${words.mtbf}</th><th class="n">${words.blind}</th><th class="n">${words.excluded}</th><th class="n">${words.latency}<br><small>${words.mean} / p95 / p99</small></th>${isLine ? html`<th class="n">${words.loss}<br><small>${words.mean} / p95 / p99</small></th>` : ''}
</tr></thead><tbody>${rows.map(
    (
      row,
    ) => html`<tr><td>${row.name[language]}<br><small>${row.id}</small>${row.summarised_ms > 0 ? html`<br><small class="sum">${words.summarisedFor(lengthText(row.summarised_ms, words))}</small>` : ''}</td>
<td class="n">${row.availability === null ? words.notSaid : figureText(row.availability, language, 4)}${promise(row.target.availability, '%', row.kept.availability)}</td>
<td class="n">${row.outages}</td><td class="n">${length(row.down_ms)}</td><td class="n l">${length(row.mttr_ms)}</td><td class="n l">${length(row.mtbf_ms)}</td>
<td class="n">${length(row.blind_ms)}</td><td class="n">${length(row.excluded_ms)}</td>
<td class="n">${spread(row.latency_ms)}${promise(row.target.latency_ms, 'ms', row.kept.latency)}</td>${isLine ? html`<td class="n">${spread(row.loss_pct)}${promise(row.target.loss_pct, '%', row.kept.loss)}</td>` : ''}</tr>
`,
  )}</tbody></table></section>`
}

const spreadIn =
  ({ words, language }: Speech) =>
  (of: SlaRow['latency_ms']) =>
    of === null
      ? words.notSaid
      : [figureText(of.mean, language, 2), figureText(of.p95, language), figureText(of.p99, language)].join(' / ')

const promiseIn =
  ({ words, language }: Speech) =>
  (target: number | null, unit: string, kept: boolean | null) => {
    if (target === null && kept === null) return ''
    const sign = unit === '%' && target !== null && target > 50 ? '≥' : '≤'
    const verdict =
      kept === null ? '' : html` <span class="${kept ? 'kept' : 'missed'}">${kept ? words.yes : words.no}</span>`
    return html`<br><small>${target === null ? '' : `${sign} ${figureText(target, language)} ${unit}`}</small>${verdict}`
  }

function outageList({ outages, left_out }: SlaReport, words: ReportWords, at: (moment: number) => string) {
  const evidence = (one: SlaOutage) =>
    [
      one.results !== null && words.results(one.results),
      one.last_good !== null && `${words.lastGood} ${at(one.last_good)}`,
      `${words.firstFailed} ${at(one.first_failed)}`,
      `${words.lastFailed} ${at(one.last_failed)}`,
      one.first_good !== null && `${words.firstGood} ${at(one.first_good)}`,
      one.before && words.before,
      one.after && words.after,
    ]
      .filter(Boolean)
      .join('; ')
  return html`<section><h2>${words.outageList} (${outages.length})</h2>${
    outages.length === 0
      ? html`<p>${words.noOutages}</p>`
      : html`<table><thead><tr><th>${words.id}</th><th>${words.from}</th><th>${words.to}</th><th class="n">${words.counted}</th><th>${words.error}</th><th>${words.evidence}</th></tr></thead><tbody>${outages.map(
          (one) =>
            html`<tr><td class="t">${one.id}<br><small>${words.scopes[one.scope]}</small></td><td class="t">${at(one.from)}</td><td class="t">${at(one.to)}</td><td class="n">${lengthText(one.counted_ms, words)}</td><td>${one.error}</td><td><small>${evidence(one)}</small></td></tr>
`,
        )}</tbody></table>`
  }${left_out.outages > 0 ? html`<p>${words.leftOut(left_out.outages)}</p>` : ''}</section>`
}

function exclusionList({ exclusions }: SlaReport, words: ReportWords, at: (moment: number) => string) {
  return html`<section><h2>${words.exclusionList} (${exclusions.length})</h2>${
    exclusions.length === 0
      ? html`<p>${words.noExclusions}</p>`
      : html`<table><thead><tr><th>${words.kind}</th><th>${words.from}</th><th>${words.to}</th><th>${words.reason}</th><th>${words.appliesTo}</th></tr></thead><tbody>${exclusions.map(
          ({ kind, from, to, reason, applied }) =>
            html`<tr><td>${words.kinds[kind]}</td><td class="t">${at(from)}</td><td class="t">${at(to)}</td><td>${reason}</td><td>${
              applied.length === 0
                ? words.notApplied
                : applied.map(
                    ({ id, ms, down_ms }) =>
                      html`${id}: ${lengthText(ms, words)} <small>(${words.down.toLowerCase()} ${lengthText(down_ms, words)})</small><br>`,
                  )
            }</td></tr>`,
        )}</tbody></table>`
  }</section>`
}

/** Summed up by thing and reason: there may be thousands, and the tables of the other formats have each. */
function blindList({ blind, left_out }: SlaReport, words: ReportWords) {
  const sums = new Map<string, { id: string; reason: BlindReason; ms: number; times: number }>()
  for (const { scope, id, reason, from, to } of blind) {
    const key = `${scope} ${id} ${reason}`
    const sum = sums.get(key) ?? { id: `${id} (${words.scopes[scope].toLowerCase()})`, reason, ms: 0, times: 0 }
    sums.set(key, { ...sum, ms: sum.ms + to - from, times: sum.times + 1 })
  }
  return html`<section><h2>${words.blindList}</h2>${
    sums.size === 0
      ? html`<p>${words.noBlind}</p>`
      : html`<table><thead><tr><th>${words.id}</th><th>${words.reason}</th><th class="n">${words.times}</th><th class="n">${words.lasted}</th></tr></thead><tbody>${[
          ...sums.values(),
        ].map(
          ({ id, reason, ms, times }) =>
            html`<tr><td>${id}</td><td>${words.reasons[reason]}</td><td class="n">${times}</td><td class="n">${lengthText(ms, words)}</td></tr>`,
        )}</tbody></table>`
  }${left_out.blind > 0 ? html`<p>${words.leftOut(left_out.blind)}</p>` : ''}</section>`
}
