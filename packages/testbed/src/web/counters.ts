import { loadAt, PEAK, swing } from '../traffic.ts'
import { type ApplicationDeps, nowS, type Question, type Routes } from './application.ts'
import { Kept } from './kept.ts'
import { json } from './page.ts'

/** A one-stop centre: programs sign in to it and read how many dossiers there are. */
export function counters({ name, password, clock }: ApplicationDeps): Routes {
  const tokens = new Kept<true>()
  const bearer = ({ header }: Question) => header('authorization').replace(/^Bearer /i, '')
  return {
    'POST /api/auth': ({ body }) => {
      const given = parsed(body)
      if (typeof given.user !== 'string' || given.password !== password) return json({ error: 'credentials' }, 401)
      return json({ token: tokens.add(true) })
    },
    'GET /api/statistics': (question) => {
      if (!tokens.get(bearer(question))) return json({ error: 'token' }, 401)
      const late = Math.round(swing(`${name}/late`, nowS(clock), { low: 2, high: 31 }))
      // One more than none, so that a centre that has just opened does not look broken.
      const received = countedToday(nowS(clock), 460) + 1
      return json({ dossiers: { received, resolved: countedToday(nowS(clock), 410), late } })
    },
    'DELETE /api/auth': (question) => ({
      status: tokens.delete(bearer(question)) ? 204 : 404,
      headers: {},
      body: '',
    }),
  }
}

const DAY_S = 86_400
/** Việt Nam is ahead of UTC by this much, s. */
const ZONE_S = 7 * 3_600

/** What has come together since midnight in Việt Nam of something of which a day brings so many; a little more in busy hours. */
export function countedToday(atS: number, aDay: number): number {
  const share = ((atS + ZONE_S) % DAY_S) / DAY_S
  return Math.round(aDay * share * (0.9 + (0.1 * loadAt(atS, 0)) / PEAK))
}

function parsed(body: string): { readonly user?: unknown; readonly password?: unknown } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
