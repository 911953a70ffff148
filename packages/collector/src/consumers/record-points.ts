import { gunzipSync } from 'node:zlib'
import type { JournalRecord } from '@vonggac/journal'
import { type Parsed, type Point, parseLines, parseLinesOf } from '@vonggac/model'
import { chunkSizeOf } from '../ingest/body.ts'
import type { Handed, Handoff } from '../ingest/handoff.ts'
import { decodeMeta, type RecordMeta } from '../ingest/record-meta.ts'

/** What ingest let in can be no larger; a bound all the same, should the file have been touched. */
const MAX_INFLATED_BYTES = 256 * 1024 ** 2

/** A record of the journal, opened. */
export type Opened = Handed

/** Unpacks a record. Throws when it is not what ingest wrote, which only a damaged file can be. */
export function openRecord({ meta: text, body }: JournalRecord): Opened {
  const meta = decodeMeta(text)
  return { meta, body: unpack(meta, body) }
}

/** The same for alerting: what it need not look into stays packed, and what ingest has at hand is taken from there. */
export function openWatched({ id, meta: text, body }: JournalRecord, handoff: Handoff): Opened {
  const handed = handoff.take(id)
  if (handed) return handed
  const meta = decodeMeta(text)
  return { meta, body: meta.watched.length > 0 ? unpack(meta, body) : NOTHING }
}

const NOTHING = new Uint8Array()

const unpack = ({ encoding }: RecordMeta, body: Uint8Array): Uint8Array =>
  encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_INFLATED_BYTES, chunkSize: chunkSizeOf(body) }) : body

const optionsOf = ({ precision, receivedAt }: RecordMeta) => ({ precision, now: receivedAt })

/** All the points of a record. */
export const pointsOf = ({ meta, body }: Opened): Parsed => parseLines(body, optionsOf(meta))

/** Only the points of a watched measurement: much cheaper than all. */
export const pointsOfOne = (measurement: string, { meta, body }: Opened): readonly Point[] =>
  meta.watched.includes(measurement) ? parseLinesOf(measurement, body, optionsOf(meta)).points : []
