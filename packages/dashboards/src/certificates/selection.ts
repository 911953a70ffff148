import { falling } from '../colour.ts'
import { chosen } from '../expression.ts'
import { isDrawn } from '../ranking.ts'

export const here = [chosen('site', 'site')] as const
export const drawn = [...here, isDrawn('source')] as const

/** Certificates in files are looked at every hour: the newest result of a day counts as now. */
export const NOW = '1d'

export const DAY_S = 86_400

/** Renewing takes days where somebody must sign for it: orange a month before the end, red two weeks before. */
export const SOON = { warn: 30, fail: 14 } as const
export const daysLeft = falling(SOON)
