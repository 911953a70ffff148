import { colour, thresholds } from '../colour.ts'
import { chosen, matches } from '../expression.ts'
import { isDrawn } from '../ranking.ts'

export const here = [chosen('site', 'site')] as const
export const drawn = [...here, isDrawn('site')] as const

/** Of the checks, those of conferencing. */
export const callKinds = matches('kind', /^(sip|sip_call|h323|stun|stamp)$/)

/** Paths and servers are measured every minute, calls every five. */
export const EVERY = '1m'
export const NOW = '15m'

/** A site may be reached over several links: its own name, and the link's where there is one. */
export const BY = ['site', 'link'] as const
export const NAMED = '$tag_site $tag_link'

/** Mean opinion score: from 4.0 on people are content (G.107), below 3.6 many are not. */
export const opinion = thresholds(colour.fail, [3.6, colour.warn], [4, colour.ok])
/** The same on the scale of the R factor: 80 and 70. */
export const rating = thresholds(colour.fail, [70, colour.warn], [80, colour.ok])
/** Lost packets of speech, per cent: from one on it is heard, from three on it hurts. */
export const lost = thresholds(colour.ok, [1, colour.warn], [3, colour.fail])
/** ms */
export const unsteady = thresholds(colour.ok, [20, colour.warn], [30, colour.fail])
