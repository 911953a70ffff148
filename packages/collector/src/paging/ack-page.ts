import { type Name, wallDigitsAt } from '@vonggac/model'
import type { IncidentDetail } from '../api-types.ts'
import type { LinkState } from './ack-links.ts'

/** What the page of a link shows. */
export type AckPage =
  | LinkState
  | { readonly state: 'done'; readonly incidents: readonly IncidentDetail[] }
  /** Too many requests. */
  | { readonly state: 'busy' }

/** The page as HTML, Vietnamese first. Works without script, on a small screen, in the dark. */
export function ackPage(page: AckPage, timezone: string): string {
  const incidents = 'incidents' in page ? page.incidents : []
  const said = sayingOf(page, timezone)
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vọng Gác</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${aboutIncidents(incidents, timezone)}
<p class="said">${escaped(said.vi)}</p>
<p class="said" lang="en">${escaped(said.en)}</p>
${page.state === 'good' ? FORM : ''}
<footer>Vọng Gác</footer>
</main>
</body>
</html>
`
}

const FORM = '<form method="post"><button>Tôi nhận xử lý<br><span lang="en">I take care of it</span></button></form>'

/** How many of a storm are named; the others are counted. */
const MAX_NAMED = 20

function aboutIncidents(incidents: readonly IncidentDetail[], timezone: string): string {
  const [first, ...more] = incidents
  if (!first) return ''
  if (more.length === 0) return aboutIncident(first, timezone)
  const worst = incidents.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning'
  const named = incidents
    .slice(0, MAX_NAMED)
    .map(({ title }) => `<li>${escaped(title.vi)} <span lang="en">${escaped(title.en)}</span></li>`)
  const rest = incidents.length - named.length
  return `<h1 class="${worst}">${incidents.length} sự cố</h1>
<p lang="en">${incidents.length} incidents</p>
<ul>${named.join('')}${rest > 0 ? `<li>… ${rest}</li>` : ''}</ul>`
}

function aboutIncident({ severity, title, opened_at }: IncidentDetail, timezone: string): string {
  return `<h1 class="${severity}">${escaped(title.vi)}</h1>
<p lang="en">${escaped(title.en)}</p>
<p>Từ <span lang="en">/ since</span> ${clockText(opened_at, timezone)}</p>`
}

function sayingOf(page: AckPage, timezone: string): Name {
  switch (page.state) {
    case 'good':
      return {
        vi: `Khi nhấn nút, ${page.who} nhận xử lý ${isOne(page) ? 'sự cố này' : 'tất cả các sự cố này'} và hệ thống không gọi thêm ai.`,
        en: `When you press the button, ${page.who} takes care of ${isOne(page) ? 'it' : 'all of them'} and nobody else is called.`,
      }
    case 'done':
      return {
        vi: `Đã ghi nhận: ${takerOf(page)} nhận xử lý. Hệ thống không gọi thêm ai.`,
        en: `Noted: ${takerOf(page)} takes care of ${isOne(page) ? 'it' : 'all of them'}. Nobody else is called.`,
      }
    case 'acknowledged':
      return {
        vi: `${takerOf(page)} đã nhận xử lý rồi.`,
        en: `${takerOf(page)} takes care already.`,
      }
    case 'resolved':
      return { vi: 'Sự cố này đã hết, không cần làm gì nữa.', en: 'It is over: there is nothing to do any more.' }
    case 'used':
      return {
        vi: `Liên kết này đã được dùng lúc ${clockText(page.at, timezone)} (${page.by}); mỗi liên kết chỉ dùng được một lần.`,
        en: `This link was already used at ${clockText(page.at, timezone)} (${page.by}); each is good once.`,
      }
    case 'expired':
      return {
        vi: 'Liên kết này đã hết hạn. Hãy đăng nhập vào trang giám sát.',
        en: 'This link has expired. Sign in to the console instead.',
      }
    case 'unknown':
      return { vi: 'Liên kết này không hợp lệ.', en: 'This link is not valid.' }
    case 'busy':
      return {
        vi: 'Quá nhiều yêu cầu. Hãy thử lại sau một phút.',
        en: 'Too many requests. Try again in a minute.',
      }
  }
}

type About = Extract<AckPage, { readonly incidents: unknown }>

const isOne = ({ incidents }: About): boolean => incidents.length === 1

const takerOf = ({ incidents }: About): string => incidents[0]?.acked_by ?? ''

function clockText(at: number, timezone: string): string {
  const { hour, minute, second, day, month, year } = wallDigitsAt(at, timezone)
  return `${hour}:${minute}:${second} ${day}/${month}/${year}`
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)

const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; font: 18px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .5rem; padding-left: .75rem; border-left: .4rem solid #c77700 }
h1.critical { border-color: #d1242f }
p { margin: .25rem 0 }
.said { margin-top: 1rem }
button { width: 100%; margin: 1.5rem 0; padding: 1rem; font: inherit; font-weight: 600; color: #fff; background: #0b5cad; border: 0; border-radius: .5rem }
button:focus-visible { outline: .2rem solid #e3a008; outline-offset: .15rem }
[lang=en] { opacity: .75; font-size: .9em }
footer { margin-top: 2rem; opacity: .6; font-size: .85em }
`
