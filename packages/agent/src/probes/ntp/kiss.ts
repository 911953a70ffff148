import { ProbeFailure } from '@vonggac/model'
import type { NtpAnswer } from './packet.ts'

/** What a server says instead of the time (RFC 5905, section 7.4). */
const KISSES: Readonly<Record<string, string>> = {
  DENY: 'it serves no time to us',
  RSTR: 'it serves no time to us',
  RATE: 'it is asked too often',
  ACST: 'it is an anycast server',
  AUTH: 'it wants authentication',
  AUTO: 'it wants authentication',
  CRYP: 'it wants authentication',
  NKEY: 'it wants a key that we do not have',
}

/** Codes that say nothing of the client: the server has no time yet. */
const NOT_READY = ['INIT', 'STEP', 'DROP', 'BCST', 'MCST', 'RMOT', '']

/** The kiss-o'-death that an answer is; `undefined` for the time itself, and for a server that is merely not synchronised yet. */
export function kissOf({ stratum, reference }: NtpAnswer): ProbeFailure | undefined {
  if (stratum !== 0 || NOT_READY.includes(reference)) return undefined
  const meaning = KISSES[reference]
  return new ProbeFailure('refused', `kiss-o'-death ${reference}${meaning ? `: ${meaning}` : ''}`)
}
