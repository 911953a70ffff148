import type { ImapAnswer } from '../imap/commands.ts'
import { type ImapValue, imapPairs, imapQuoted, imapText } from '../mail/imap-value.ts'
import type { ImapSession } from './imap-session.ts'
import { parseMailHeaders } from './mail-headers.ts'
import type { SeenMessage } from './mark.ts'

/** What is read of a message's header and of its body, bytes: a report quotes the header of what it is about. */
const MAX_PART = 32_768
/** Messages that are looked at in one go. */
export const MAX_LOOKED_AT = 50

/** A message of a folder that is open. */
export interface FolderMessage extends SeenMessage {
  readonly uid: number
}

/** Room in a mailbox (RFC 9208), in units of 1,024 bytes. */
export interface StorageQuota {
  readonly used: number
  readonly limit: number
}

/** Opens a folder. */
export const selectFolder = (imap: ImapSession, folder: string) => imap.ask(`SELECT ${imapQuoted(folder)}`)

/** Opens a folder that need not exist; gives whether it is open. */
export async function tryToSelect(imap: ImapSession, folder: string): Promise<boolean> {
  return (await imap.tryTo(`SELECT ${imapQuoted(folder)}`)).state === 'OK'
}

/** The UID that the next message of a folder gets, which need neither be open nor exist yet. */
export async function nextUid(imap: ImapSession, folder: string): Promise<number> {
  const { responses } = await imap.tryTo(`STATUS ${imapQuoted(folder)} (UIDNEXT)`)
  const status = responses.find(({ name }) => name === 'STATUS')
  return Number(imapText(imapPairs(status?.values[1]).get('UIDNEXT'))) || 1
}

/** The folder for junk as the server marks it (RFC 6154), as it writes its name; undefined where none is marked. */
export async function junkFolder(imap: ImapSession): Promise<string | undefined> {
  const only = imap.capabilities.has('SPECIAL-USE') ? '(SPECIAL-USE) ' : ''
  const { state, responses } = await imap.tryTo(`LIST ${only}"" "*"`)
  if (state !== 'OK') return undefined
  const marked = responses.find(
    ({ name, values }) => name === 'LIST' && listOf(values[0]).some((flag) => /^\\junk$/i.test(imapText(flag))),
  )
  const folder = imapText(marked?.values[2])
  return folder === '' || /[\r\n\0]/.test(folder) ? undefined : folder
}

/** How much of its room a mailbox uses; undefined where there is no limit, or the server does not say. */
export async function storageQuota(imap: ImapSession, folder: string): Promise<StorageQuota | undefined> {
  if (!imap.capabilities.has('QUOTA')) return undefined
  const { state, responses } = await imap.tryTo(`GETQUOTAROOT ${imapQuoted(folder)}`)
  if (state !== 'OK') return undefined
  const quotas = responses
    .filter(({ name }) => name === 'QUOTA')
    .flatMap(({ values }) => {
      const resources = listOf(values[1])
      const at = resources.findIndex((value) => imapText(value).toUpperCase() === 'STORAGE')
      const [used, limit] = [Number(imapText(resources[at + 1])), Number(imapText(resources[at + 2]))]
      return at !== -1 && limit > 0 && used >= 0 ? [{ used, limit }] : []
    })
  return quotas.sort((a, b) => b.used / b.limit - a.used / a.limit)[0]
}

/** The UIDs of the open folder that match, newest last. */
export async function searchUids(imap: ImapSession, criteria: string): Promise<number[]> {
  return uidsOf(await imap.ask(`UID SEARCH ${criteria}`))
}

const uidsOf = ({ responses }: ImapAnswer): number[] =>
  responses
    .filter(({ name }) => name === 'SEARCH')
    .flatMap(({ values }) => values.map((value) => Number(imapText(value))))
    .filter((uid) => Number.isSafeInteger(uid) && uid > 0)
    .sort((a, b) => a - b)

/** Messages of the open folder, without marking them as read. `withBody`: how their bodies begin, too. */
export async function fetchMessages(
  imap: ImapSession,
  uids: readonly number[],
  withBody: boolean,
): Promise<FolderMessage[]> {
  if (uids.length === 0) return []
  const parts = [`BODY.PEEK[HEADER]<0.${MAX_PART}>`, ...(withBody ? [`BODY.PEEK[TEXT]<0.${MAX_PART}>`] : [])]
  const { responses } = await imap.ask(`UID FETCH ${uids.join(',')} (UID ${parts.join(' ')})`)
  return responses
    .filter(({ name }) => name === 'FETCH')
    .flatMap(({ values }) => {
      const pairs = imapPairs(values[0])
      const uid = Number(imapText(pairs.get('UID')))
      // What a server tells of others without being asked does not concern us.
      if (!uids.includes(uid) || !pairs.has('BODY[HEADER]<0>')) return []
      const text = (key: string) => Buffer.from(imapText(pairs.get(key)), 'latin1').toString('utf8')
      return [{ uid, headers: parseMailHeaders(text('BODY[HEADER]<0>')), body: text('BODY[TEXT]<0>') }]
    })
}

/** Deletes these messages of the open folder, and no other that somebody marked as deleted. */
export async function deleteMessages(imap: ImapSession, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return
  await imap.ask(`UID STORE ${uids.join(',')} +FLAGS.SILENT (\\Deleted)`)
  if (imap.capabilities.has('UIDPLUS') || imap.capabilities.has('IMAP4REV2')) {
    await imap.ask(`UID EXPUNGE ${uids.join(',')}`)
    return
  }
  const marked = await searchUids(imap, 'DELETED')
  if (marked.every((uid) => uids.includes(uid))) await imap.ask('EXPUNGE')
}

const listOf = (value: ImapValue | undefined): readonly ImapValue[] => (Array.isArray(value) ? value : [])
