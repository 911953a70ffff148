import type { Selectable } from 'kysely'
import type { AttachmentSummary } from '../api-types.ts'
import { incidentOf } from './incident-runs.ts'
import type { AttachmentRow, State } from './tables.ts'

/** Longest document that an incident keeps, bytes: a photograph of a rack, not a film. */
export const MAX_ATTACHMENT_BYTES = 512 * 1024
/** Documents of one incident. */
const MAX_ATTACHMENTS = 50

/** A document that belongs to an incident. */
export interface Attachment {
  /** What it is: `traceroute`, `file`. */
  readonly kind: string
  readonly name: string
  readonly contentType: string
  readonly body: Uint8Array
}

/** Keeps a document with an incident. Its number; `undefined` where there is no such incident, or no room. */
export async function attach(
  state: State,
  id: string,
  at: number,
  { kind, name, contentType, body }: Attachment,
): Promise<number | undefined> {
  const incident = await incidentOf(state, id)
  if (incident === undefined || body.length > MAX_ATTACHMENT_BYTES) return undefined
  if ((await attachmentsOf(state, incident)).length >= MAX_ATTACHMENTS) return undefined
  const row = await state
    .insertInto('attachments')
    .values({ incident, at, kind, name, content_type: contentType, size: body.length, body })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** What an incident has, oldest first. */
export const attachmentsOf = (state: State, incident: string): Promise<AttachmentSummary[]> =>
  state
    .selectFrom('attachments')
    .select(['id', 'at', 'kind', 'name', 'content_type', 'size'])
    .where('incident', '=', incident)
    .orderBy('id')
    .execute()

/** A document as it is kept. */
export type StoredAttachment = Selectable<AttachmentRow>

/** One document, whole. */
export const attachmentOf = (state: State, incident: string, id: number): Promise<StoredAttachment | undefined> =>
  state.selectFrom('attachments').selectAll().where('incident', '=', incident).where('id', '=', id).executeTakeFirst()
