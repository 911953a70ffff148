import { chosen } from '../expression.ts'

/** The incidents that the variables choose. */
export const chosenOnes = [chosen('site', 'site'), chosen('severity', 'severity'), chosen('cause', 'cause')] as const
