import { imapQuoted } from '../mail/imap-value.ts'
import { deleteMessages, type FolderMessage, fetchMessages, MAX_LOOKED_AT, searchUids } from './imap-mailbox.ts'
import type { ImapSession } from './imap-session.ts'
import { headerOf } from './mail-headers.ts'
import { MARK, type Marking, type Ownership, ownershipOf } from './mark.ts'

/** A message of ours in the folder that is open. */
export interface OwnMessage extends FolderMessage {
  readonly own: Ownership
}

/** Which of these messages of the open folder are ours. Bodies are fetched only where the header says that it may be. */
async function ownAmong(imap: ImapSession, uids: readonly number[], marking: Marking): Promise<OwnMessage[]> {
  const messages = await fetchMessages(imap, uids, false)
  const doubtful = messages.filter(({ headers }) => {
    const isReport = /^multipart\/report\b/i.test(headerOf(headers, 'content-type') ?? '')
    const from = headerOf(headers, 'from')?.toLowerCase() ?? ''
    return isReport || (marking.reflector !== undefined && from.includes(marking.reflector.toLowerCase()))
  })
  const whole = await fetchMessages(
    imap,
    doubtful.map(({ uid }) => uid),
    true,
  )
  return messages.flatMap((message) => {
    const seen = whole.find(({ uid }) => uid === message.uid) ?? message
    const own = ownershipOf(seen, marking)
    return own ? [{ ...seen, own }] : []
  })
}

/** Our messages among those that came since a UID, as far as `upTo`. */
export async function ownSince(
  imap: ImapSession,
  sinceUid: number,
  marking: Marking,
): Promise<{ readonly own: readonly OwnMessage[]; readonly nextUid: number }> {
  // `n:*` always names the last message, also when it is older.
  const uids = (await searchUids(imap, `UID ${sinceUid}:*`)).filter((uid) => uid >= sinceUid).slice(0, MAX_LOOKED_AT)
  return { own: await ownAmong(imap, uids, marking), nextUid: (uids.at(-1) ?? sinceUid - 1) + 1 }
}

/** Deletes our messages of the open folder that `isOld` says are. Gives how many those were. */
export async function clearFolder(
  imap: ImapSession,
  marking: Marking,
  isOld: (own: Ownership) => boolean,
): Promise<number> {
  const mark = imapQuoted(`${marking.route}/`)
  const searches = [
    `HEADER ${MARK} ${mark}`,
    `HEADER Content-Type "multipart/report" BODY ${mark}`,
    ...(marking.reflector === undefined ? [] : [`FROM ${imapQuoted(marking.reflector)} TEXT ${mark}`]),
  ]
  const found = new Set<number>()
  for (const search of searches) for (const uid of await searchUids(imap, search)) found.add(uid)
  // The oldest first: what is too much for one run is left to the next.
  const uids = [...found].sort((a, b) => a - b).slice(0, MAX_LOOKED_AT)
  const old = (await ownAmong(imap, uids, marking)).filter(({ own }) => isOld(own)).map(({ uid }) => uid)
  await deleteMessages(imap, old)
  return old.length
}
