import { type Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import type { Env } from '../auth.ts'
import { HttpProblem } from '../problem.ts'
import { statusPageHtml, unreadablePageHtml } from '../status-page/page.ts'
import { FRESH_MS, type StatusPage } from '../status-page/status-page.ts'
import { type PublicLanguage, publicLanguages } from '../status-page/words.ts'

/** No script, nothing from elsewhere; a proxy may answer for us as long as the page is fresh anyway. */
const HEADERS = {
  'Cache-Control': `public, max-age=${FRESH_MS / 1_000}`,
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
/** Programs of other sites may read the document. */
const JSON_HEADERS = { ...HEADERS, 'Access-Control-Allow-Origin': '*' }
const AGAIN = { 'Cache-Control': 'no-store', 'Retry-After': String(FRESH_MS / 1_000) }

/** The page that anybody may read; `statusPage` undefined: the configuration asks for none. */
export function statusPageRoutes({ statusPage }: { readonly statusPage: StatusPage | undefined }) {
  if (!statusPage) return new Hono<Env>().get('/status', none).get('/status.json', none)
  return new Hono<Env>()
    .get('/status', async (c) => {
      const language = languageOf(c)
      const headers = { ...HEADERS, 'Content-Language': language, Vary: 'Accept-Language' }
      const page = await statusPage().catch(() => undefined)
      return page
        ? c.html(statusPageHtml(page, language), 200, headers)
        : c.html(unreadablePageHtml(language), 503, { ...headers, ...AGAIN })
    })
    .get('/status.json', async (c) => {
      const page = await statusPage().catch(() => undefined)
      if (!page) throw new HttpProblem(503, 'the state of the services cannot be read now', { headers: AGAIN })
      return c.json(page, 200, JSON_HEADERS)
    })
}

function none(): never {
  throw new HttpProblem(404, 'there is no public page here: `collector.statusPage` of the configuration asks for one')
}

/** What the address asks for, else what the browser likes best of what there is, else Vietnamese. */
function languageOf(c: Context<Env>): PublicLanguage {
  const asked = c.req.query('lang')
  const known = (text: string | undefined) => publicLanguages.find((language) => language === text)
  return (
    known(asked) ??
    known(
      accepts(c, {
        header: 'Accept-Language',
        supports: [...publicLanguages],
        default: 'vi',
        match: (wanted, { supports, default: otherwise }) =>
          wanted
            .toSorted((a, b) => b.q - a.q)
            .map(({ type }) => type.split('-', 1)[0]!.toLowerCase())
            .find((type) => supports.includes(type)) ?? otherwise,
      }),
    ) ??
    'vi'
  )
}
