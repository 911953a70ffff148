import { formatDuration, type Name, wallDigitsAt } from '@vonggac/model'
import { html } from 'hono/html'
import type { MeetingSummary, ReadinessVerdict } from '../api-types.ts'

/** In which language, and whose time. */
export interface PageOptions {
  readonly language: 'vi' | 'en'
  readonly timezone: string
  readonly organisation: Name
}

const WORDS = {
  vi: {
    title: 'Biên bản kỹ thuật cuộc họp',
    site: 'Điểm cầu',
    before: 'Trước giờ họp',
    loss: 'Mất gói TB / cao nhất',
    latency: 'Độ trễ TB',
    lost: 'Gián đoạn',
    incidents: 'Sự cố trong giờ họp',
    none: 'không có',
    tests: 'Các lần kiểm tra',
    lead: 'trước',
    onDemand: 'theo yêu cầu',
    ready: 'sẵn sàng',
    'at-risk': 'có rủi ro',
    'not-ready': 'chưa sẵn sàng',
    unknown: 'chưa kiểm tra',
  },
  en: {
    title: 'How the meeting went',
    site: 'Site',
    before: 'Before the meeting',
    loss: 'Loss, mean / worst',
    latency: 'Latency, mean',
    lost: 'Interrupted',
    incidents: 'Incidents during the meeting',
    none: 'none',
    tests: 'Tests',
    lead: 'before',
    onDemand: 'on demand',
    ready: 'ready',
    'at-risk': 'at risk',
    'not-ready': 'not ready',
    unknown: 'not tested',
  },
} as const

/** The summary as one page of HTML that prints on one sheet. Everything from outside is escaped. */
export function summaryPage({ meeting, verdicts, sites }: MeetingSummary, options: PageOptions) {
  const { language, timezone, organisation } = options
  const words = WORDS[language]
  const say = (verdict: ReadinessVerdict | null) =>
    html`<span class="v ${verdict ?? 'unknown'}">${words[verdict ?? 'unknown']}</span>`
  const figure = (value: number | null, unit: string) => (value === null ? '–' : `${value} ${unit}`)
  const at = (moment: number) => clockText(moment, timezone)
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}: ${meeting.title[language]}</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}p{margin:.2rem 0;color:#4a5560}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dee4;vertical-align:top}
th{font-weight:600;color:#4a5560}td.n{text-align:right;font-variant-numeric:tabular-nums}small{color:#4a5560}
.v{font-weight:600}.ready{color:#11682c}.at-risk{color:#8a5a00}.not-ready{color:#b3261e}.unknown{color:#4a5560}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
</style></head><body>
<p>${organisation[language]} – Vọng Gác</p>
<h1>${meeting.title[language]}</h1>
<p>${at(meeting.start)} – ${at(meeting.end)} (${timezone})</p>
<h2>${words.tests}</h2>
<p>${
    verdicts.length === 0
      ? words.none
      : verdicts.map(
          ({ at: moment, lead_ms, verdict }, index) =>
            html`${index > 0 ? '; ' : ''}${at(moment)} (${lead_ms === null ? words.onDemand : `${formatDuration(lead_ms)} ${words.lead}`}): ${say(verdict)}`,
        )
  }</p>
<h2>${words.site} (${sites.length})</h2>
<table><thead><tr><th>${words.site}</th><th>${words.before}</th><th>${words.loss}</th><th>${words.latency}</th><th>${words.lost}</th></tr></thead><tbody>
${sites.map(
  (
    site,
  ) => html`<tr><td>${site.name[language]}</td><td>${say(site.verdict)}${site.reason ? html`<br><small>${site.reason[language]}</small>` : ''}</td>
<td class="n">${figure(site.loss_mean_pct, '%')} / ${figure(site.loss_max_pct, '%')}</td><td class="n">${figure(site.latency_mean_ms, 'ms')}</td><td class="n">${site.lost_s === 0 ? '–' : formatDuration(site.lost_s * 1_000)}</td></tr>
`,
)}</tbody></table>
<h2>${words.incidents}</h2>
${
  sites.every(({ incidents }) => incidents.length === 0)
    ? html`<p>${words.none}</p>`
    : html`<table><tbody>${sites.flatMap(({ name, incidents }) =>
        incidents.map(
          ({ title, from, to }) =>
            html`<tr><td>${at(from)} – ${at(to)}</td><td>${title[language]}</td><td>${name[language]}</td></tr>`,
        ),
      )}</tbody></table>`
}
</body></html>`
}

/** `08:00 01/12/2026`: 24 hours, day first. */
function clockText(at: number, timezone: string): string {
  const { year, month, day, hour, minute } = wallDigitsAt(at, timezone)
  return `${hour}:${minute} ${day}/${month}/${year}`
}
