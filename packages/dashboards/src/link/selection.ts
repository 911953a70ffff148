import { chosen, has } from '../expression.ts'

export const site = chosen('site', 'site')

/** The one link. */
export const here = [site, chosen('link', 'link'), has('link')] as const

/** The port that ends it: hidden variables, which the collector's account of the link fills. */
export const port = [site, chosen('device', 'device'), chosen('ifName', 'port')] as const
