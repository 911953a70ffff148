import { swing } from '../traffic.ts'
import { type ApplicationDeps, nowS, type Question, type Routes } from './application.ts'
import { countedToday } from './counters.ts'
import { Kept } from './kept.ts'
import { type Answer, json } from './page.ts'

/** How long a document is on its way, ms. */
const ON_ITS_WAY_MS = 400
const DELETE = /^\/axis\/documents\/(\w+)$/

/** A document exchange: what is sent arrives a moment later; its backlog moves with the hours of the office. */
export function exchange({ name, password, clock }: ApplicationDeps): {
  readonly routes: Routes
  /** Deletes a document where the path names one. */
  readonly remove: (question: Question) => Answer | undefined
} {
  const documents = new Kept<{ readonly text: string; readonly at: number }>()
  const moving = (what: string, low: number, high: number) =>
    Math.round(swing(`${name}/${what}`, nowS(clock), { low, high }))
  const withKey = (answer: (question: Question) => Answer) => (question: Question) =>
    question.header('x-api-key') === password ? answer(question) : json({ error: 'key' }, 401)
  return {
    routes: {
      'GET /axis/status': () =>
        json({
          status: 'ok',
          backlog: moving('backlog', 3, 60),
          oldest_s: moving('oldest', 4, 90),
          documents: { sent: countedToday(nowS(clock), 2_100), received: countedToday(nowS(clock), 2_600) },
        }),
      'POST /axis/documents': withKey(({ body }) => json({ id: documents.add({ text: body, at: clock.now() }) }, 201)),
      'GET /axis/inbox': withKey(({ url }) => {
        const wanted = url.searchParams.get('q') ?? ''
        const arrived = documents
          .all()
          .filter(([, { text, at }]) => text.includes(wanted) && clock.now() - at > ON_ITS_WAY_MS)
        return json({ documents: arrived.map(([id]) => ({ id, subject: wanted })) })
      }),
    },
    remove({ method, url }) {
      const document = DELETE.exec(url.pathname)?.[1]
      if (method !== 'DELETE' || document === undefined) return undefined
      return { status: documents.delete(document) ? 204 : 404, headers: {}, body: '' }
    },
  }
}
