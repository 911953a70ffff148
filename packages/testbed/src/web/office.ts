import { type ApplicationDeps, nowS, type Question, type Routes } from './application.ts'
import { counters } from './counters.ts'
import { exchange } from './exchange.ts'
import { type Answer, json, page } from './page.ts'
import { signIn } from './sign-in.ts'

/** The web applications of an office behind one address: a portal, a sign-in, a document exchange, a one-stop centre. */
export interface Office {
  answer(question: Question): Answer
  /** While it is broken every answer is a 500. */
  broken: boolean
}

const NEWS = ['Lịch tiếp công dân', 'Kết quả chuyển đổi số', 'Dự báo thời tiết', 'Tuyển dụng viên chức', 'Đấu thầu']

/** Opens the applications of one machine. */
export function createOffice(deps: ApplicationDeps): Office {
  const { routes: documents, remove } = exchange(deps)
  const routes: Routes = { ...portal(deps), ...signIn(deps), ...documents, ...counters(deps) }
  return {
    broken: false,
    answer(question) {
      if (this.broken) return page('Lỗi', 'Internal Server Error', 500)
      const removed = remove(question)
      if (removed) return removed
      const key = `${question.method} ${question.url.pathname}`
      const route = Object.hasOwn(routes, key) ? routes[key] : undefined
      return route?.(question) ?? page('Không tìm thấy', 'Không tìm thấy trang', 404)
    },
  }
}

const portal = ({ clock }: ApplicationDeps): Routes => ({
  'GET /': () =>
    page('Cổng thông tin điện tử (EXAMPLE)', NEWS.map((title) => `<article><h2>${title}</h2></article>`).join('')),
  'GET /tim-kiem': () => page('Tìm kiếm', `${12 + (Math.floor(nowS(clock) / 3_600) % 9)} kết quả`),
  'GET /health': () => json({ status: 'ok', database: 'ok', version: 'EXAMPLE 1.0' }),
})
