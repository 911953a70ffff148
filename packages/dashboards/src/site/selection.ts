import { chosen, has } from '../expression.ts'

export const site = chosen('site', 'site')

export const links = [site, chosen('link', 'link'), has('link')] as const

export const interfaces = [site, chosen('device', 'device'), chosen('ifName', 'interface')] as const
