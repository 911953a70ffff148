import { swing } from '../traffic.ts'
import { type ApplicationDeps, nowS, type Question, type Routes } from './application.ts'
import { Kept } from './kept.ts'
import { type Answer, page, redirect } from './page.ts'

const DOCUMENTS = ['Giấy mời họp', 'Báo cáo quý', 'Kế hoạch chuyển đổi số', 'Công văn hướng dẫn', 'Tờ trình']
const WAITING = { low: 120, high: 640 }

/** An application that people sign in to, with a hidden token and a cookie, and see their incoming documents in. */
export function signIn({ name, password, clock }: ApplicationDeps): Routes {
  const tokens = new Kept<true>()
  const sessions = new Kept<string>()
  const sessionOf = ({ header }: Question) => /\bsid=(\w+)/.exec(header('cookie'))?.[1] ?? ''
  const withUser = (show: () => Answer) => (question: Question) =>
    sessions.get(sessionOf(question)) === undefined ? redirect('/login') : show()
  const form = (said = '') =>
    page(
      'Đăng nhập',
      `${said}<form method="post" action="/login"><input name="username"><input name="password" type="password"><input type="hidden" name="_token" value="${tokens.add(true)}"><button>Đăng nhập</button></form>`,
    )
  return {
    'GET /login': () => form(),
    'POST /login': ({ body }) => {
      const given = new URLSearchParams(body)
      if (!tokens.delete(given.get('_token') ?? '')) return page('Hết phiên', 'Phiên làm việc đã hết hạn', 419)
      const user = given.get('username') ?? ''
      if (user === '' || given.get('password') !== password) return form('Sai tên đăng nhập hoặc mật khẩu')
      return redirect('/dashboard', { 'set-cookie': `sid=${sessions.add(user)}; Path=/; HttpOnly` })
    },
    'GET /dashboard': withUser(() => page('Bàn làm việc', 'Xin chào')),
    'GET /van-ban/den': withUser(() => {
      const waiting = Math.round(swing(`${name}/waiting`, nowS(clock), WAITING))
      const rows = DOCUMENTS.map((title, at) => `<tr><td>${1_200 + at}/UBND-VP</td><td>${title}</td></tr>`).join('')
      return page('Văn bản đến', `<b id="chua-xu-ly">${waiting}</b><table id="van-ban">${rows}</table>`)
    }),
    'POST /logout': (question) => {
      sessions.delete(sessionOf(question))
      return redirect('/login')
    },
  }
}
