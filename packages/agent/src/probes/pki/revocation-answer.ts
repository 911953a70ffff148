/**
 * What one source says of one certificate. `good` and `revoked` settle it; with all the others it is open: `stale` is out of date,
 * `missing` did not come, `bad` proves nothing, `unknown` is a responder that has never heard of the certificate.
 */
export interface RevocationAnswer {
  readonly source: 'crl' | 'ocsp' | 'staple'
  readonly state: 'good' | 'revoked' | 'stale' | 'missing' | 'bad' | 'unknown'
  /** What is wrong, in words; empty for a good one. */
  readonly text: string
  /** When it was made and when the next is due, Unix epoch ms. */
  readonly thisUpdateMs?: number | undefined
  readonly nextUpdateMs?: number | undefined
}

/** A moment for people, to the minute, UTC. */
export const moment = (ms: number): string =>
  Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 16) : 'no date'
