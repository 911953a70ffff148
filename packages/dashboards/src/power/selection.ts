import { chosen } from '../expression.ts'
import { isDrawn } from '../ranking.ts'

/** The power supplies and sensors that the variables choose. */
export const here = [chosen('site', 'site'), chosen('device', 'device')] as const

/** Those of the sites that curves are drawn of. */
export const drawn = [...here, isDrawn('site')] as const

export const BY = ['site', 'device'] as const
export const NAMED = '$tag_site $tag_device'

/** A poll is a minute after the last; what is "now" may be some of them old. */
export const EVERY = '1m'
export const NOW = '15m'
