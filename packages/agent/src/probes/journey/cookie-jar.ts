import type { Clock } from '@vonggac/model'
import { type Cookie, goesTo, parseCookie } from './cookie.ts'

/** Cookies of one run; the oldest go. Browsers keep 50 to 180 a site. */
const MAX_COOKIES = 200

/** The cookies of one run: a journey begins as a browser does that was never there. */
export interface CookieJar {
  /** Keeps what an answer set. */
  take(values: readonly string[], url: URL): void
  /** The header `Cookie` of a request; undefined without any. */
  headerFor(url: URL): string | undefined
  /** The value of the cookie of that name that would go to `url`, and of any host when there is no such. */
  find(name: string, url: URL): string | undefined
  all(): readonly Cookie[]
  put(cookies: readonly Cookie[]): void
}

export function createCookieJar(clock: Clock): CookieJar {
  const cookies = new Map<string, Cookie>()
  const keep = (cookie: Cookie, nowMs: number) => {
    const key = JSON.stringify([cookie.domain, cookie.path, cookie.name])
    // One that is set again keeps its place in the order.
    if (cookie.expiresAt !== undefined && cookie.expiresAt <= nowMs) cookies.delete(key)
    else cookies.set(key, cookie)
    if (cookies.size > MAX_COOKIES) cookies.delete(cookies.keys().next().value!)
  }
  /** Those with longer paths first; among them the older ones (RFC 6265 section 5.4). */
  const goingTo = (url: URL): Cookie[] => {
    const nowMs = clock.now()
    return [...cookies.values()].filter((one) => goesTo(one, url, nowMs)).sort((a, b) => b.path.length - a.path.length)
  }
  return {
    take(values, url) {
      const nowMs = clock.now()
      for (const value of values) {
        const cookie = parseCookie(value, url, nowMs)
        if (cookie) keep(cookie, nowMs)
      }
    },
    headerFor(url) {
      const going = goingTo(url)
      return going.length === 0 ? undefined : going.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    find(name, url) {
      const nowMs = clock.now()
      const same = (one: Cookie) => one.name === name && (one.expiresAt === undefined || one.expiresAt > nowMs)
      return (goingTo(url).find(same) ?? [...cookies.values()].find(same))?.value
    },
    all: () => [...cookies.values()],
    put(more) {
      const nowMs = clock.now()
      for (const cookie of more) keep(cookie, nowMs)
    },
  }
}
