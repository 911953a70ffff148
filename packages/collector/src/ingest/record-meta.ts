import type { Precision } from '@vonggac/model'

/** What the journal keeps beside the client's own bytes: all that is needed to read them later. Short keys: one a record. */
export interface RecordMeta {
  /** Whose key wrote it; `null` for a client without one of an agent. */
  readonly agent: string | null
  readonly encoding: 'gzip' | 'identity'
  readonly precision: Precision
  /** When it came, Unix ms: the time of lines that have none. */
  readonly receivedAt: number
  /** Lines that were refused when it came; reading it finds the same ones again. */
  readonly bad: number
  /** What in it alerting has to look at; often nothing. */
  readonly watched: readonly string[]
  /** The agent's clock minus ours when it was sent, ms. */
  readonly skewMs?: number
}

export const encodeMeta = (meta: RecordMeta): string => JSON.stringify(meta)

/** Reads the meta of a record back. Only we write the journal: anything else is a bug and throws. */
export const decodeMeta = (text: string): RecordMeta => JSON.parse(text) as RecordMeta
