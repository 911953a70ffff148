import { chosen } from '../expression.ts'
import { isDrawn } from '../ranking.ts'

export const site = chosen('site', 'site')

export const devices = [site, chosen('device', 'device')] as const

export const interfaces = [...devices, chosen('ifName', 'interface')] as const

/** Those interfaces that curves are drawn of. */
export const drawn = [...devices, isDrawn('ifName')] as const

/** A poll is a minute after the last. */
export const EVERY = '1m'

export const each = { where: drawn, every: true, by: ['device', 'ifName'] as const }
export const NAMED = '$tag_device $tag_ifName'
