import { chosen, has } from '../expression.ts'

/** The links of the providers that the variable chooses. */
export const here = [chosen('provider', 'provider'), has('link')] as const

export const by = ['provider'] as const
