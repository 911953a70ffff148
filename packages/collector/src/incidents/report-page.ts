import { type Name, wallDigitsAt } from '@vonggac/model'
import { html } from 'hono/html'
import type { IncidentReport, ReportRow } from '../api-types.ts'

/** What a report's page may load: nothing. To be sent with it. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const TITLES: Readonly<Record<IncidentReport['stage'], Name>> = {
  initial: { vi: 'BÁO CÁO BAN ĐẦU SỰ CỐ', en: 'Initial incident report' },
  final: { vi: 'BÁO CÁO KẾT THÚC ỨNG PHÓ SỰ CỐ', en: 'Final incident report' },
}

/** A report as a page that prints on A4, Vietnamese with English. Everything from outside is escaped; no script. */
export function reportPage(report: IncidentReport) {
  const { stage, organisation, superior, title, sections, timeline, timezone } = report
  const heading = TITLES[stage]
  const { day, month, year, hour, minute } = wallDigitsAt(report.at, timezone)
  return html`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading.vi}: ${title.vi}</title>
<style>${STYLE}</style></head><body>
<header>
<div class="left">${superior ? html`<p>${superior.vi.toLocaleUpperCase('vi')}</p>` : ''}<p class="strong">${organisation.vi.toLocaleUpperCase('vi')}</p><hr><p>Số: ………/BC-………</p></div>
<div class="right"><p class="strong">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="strong">Độc lập – Tự do – Hạnh phúc</p><hr><p class="place">……………, ngày ${day} tháng ${month} năm ${year}</p></div>
</header>
<h1>${heading.vi}<small lang="en">${heading.en}</small></h1>
<p class="about">${title.vi}<small lang="en">${title.en}</small></p>
<p class="to">Kính gửi: ……………………………………………………………………</p>
${sections.map(
  ({ title: name, rows }, index) => html`<section><h2>${index + 1}. ${name.vi} <small lang="en">${name.en}</small></h2>
<table><tbody>${rows.map(rowHtml)}</tbody></table></section>
`,
)}
<section><h2>${sections.length + 1}. Diễn biến <small lang="en">Timeline</small></h2>
<table class="timeline"><thead><tr><th>Thời điểm<small lang="en">Time</small></th><th>Sự việc<small lang="en">What</small></th><th>Nội dung<small lang="en">Text</small></th></tr></thead><tbody>
${timeline.map(
  ({
    when,
    kind,
    text,
    by,
  }) => html`<tr><td class="when">${when}</td><td>${kind.vi}</td><td class="text">${by === null ? '' : html`<b>${by}</b> `}${text}</td></tr>
`,
)}</tbody></table></section>
<div class="sign"><div><p class="strong">NGƯỜI LẬP BÁO CÁO</p><p>(Ký, ghi rõ họ tên)</p></div><div><p class="strong">ĐẠI DIỆN TỔ CHỨC</p><p>(Ký, ghi rõ họ tên, đóng dấu)</p></div></div>
<footer>${report.form}. Lập lúc ${hour}:${minute} ${day}/${month}/${year} (${timezone}) từ Vọng Gác; mã sự cố ${report.incident}. <span lang="en">Times are those of ${timezone}.</span></footer>
</body></html>`
}

const rowHtml = ({
  label,
  value,
}: ReportRow) => html`<tr><th scope="row">${label.vi}<small lang="en">${label.en}</small></th><td class="text">${
  value === null ? html`<span class="blank">&nbsp;</span>` : value.vi
}${value !== null && value.en !== value.vi ? html`<small lang="en">${value.en}</small>` : ''}</td></tr>
`

const STYLE = `@page{size:A4;margin:18mm 16mm 18mm 22mm}
*{box-sizing:border-box}
body{font:13pt/1.4 "Times New Roman","Liberation Serif","Noto Serif",serif;color:#000;background:#fff;margin:0 auto;max-width:178mm;padding:8mm 4mm}
p{margin:.1em 0}small{display:block;font-size:.75em;font-style:italic;font-weight:400;color:#444}
header{display:grid;grid-template-columns:4fr 5fr;gap:6mm;text-align:center;font-size:11.5pt}
header hr{width:35%;border:0;border-top:1px solid #000;margin:.4em auto}.place{font-style:italic}.strong{font-weight:700}
h1{font-size:15pt;text-align:center;margin:9mm 0 2mm}.about{text-align:center;font-weight:700;margin-bottom:5mm}.to{margin:0 0 4mm;text-align:center}
h2{font-size:13pt;margin:5mm 0 1.5mm;break-after:avoid}h2 small{display:inline}
table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #777;padding:1.2mm 2mm;text-align:left;vertical-align:top;font-weight:400;overflow-wrap:anywhere}
th[scope=row]{width:34%;background:#f3f3f3}thead th{background:#f3f3f3;font-weight:700}tr{break-inside:avoid}thead{display:table-header-group}
.text{white-space:pre-line}.blank{display:block;border-bottom:1px dotted #555;min-height:1.2em}
.timeline{font-size:11pt}.timeline th:nth-child(1){width:27%}.timeline th:nth-child(2){width:17%}.when{font-variant-numeric:tabular-nums}
.sign{display:grid;grid-template-columns:1fr 1fr;text-align:center;margin-top:10mm;min-height:35mm;break-inside:avoid}
footer{margin-top:6mm;border-top:1px solid #777;padding-top:1.5mm;font-size:9.5pt;color:#333}
@media print{body{padding:0;max-width:none}}`
