import { rising } from '../colour.ts'
import { chosen, is } from '../expression.ts'

export const here = [chosen('site', 'site'), chosen('agent', 'host')] as const

export const every = { where: here, every: true, by: ['agent'] as const }

export const total = is('cpu', 'cpu-total')

export const full = rising({ warn: 80, fail: 90 })
