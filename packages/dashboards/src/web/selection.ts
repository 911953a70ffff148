import { chosen, matches } from '../expression.ts'
import { isDrawn } from '../ranking.ts'

export const site = chosen('site', 'site')

/** The answers of the servers that the variables choose, and of those that curves are drawn of. */
export const servers = [site, chosen('server', 'server')] as const
export const drawn = [...servers, isDrawn('server')] as const

export const journeys = [site, chosen('journey', 'journey')] as const

/** Of the checks, those of web applications. */
export const webKinds = matches('kind', /^(http|journey)$/)

/** A page is asked for every half minute, a journey is made every five. */
export const ASKED = '1m'
export const MADE = '5m'
export const NOW = '15m'
