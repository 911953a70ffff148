import type { SecureContext } from 'node:tls'
import type { MailCause } from '@vonggac/model'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import type { Login } from '../mail/smtp-login.ts'
import { type Arrival, awaitArrival, type Place } from './arrival.ts'
import { markingOf, receiverOf, serverOf } from './flow-plan.ts'
import type { StreamDeps } from './flow-stream.ts'
import { fullBefore, isFull, missing, reported } from './flow-verdict.ts'
import { junkFolder, nextUid, type StorageQuota, selectFolder, storageQuota, tryToSelect } from './imap-mailbox.ts'
import { encodeMailboxName } from './imap-mailbox-name.ts'
import { type ImapSession, openImapSession } from './imap-session.ts'
import { clearFolder } from './mail-folder.ts'
import { newFlowId, sentAtMs } from './mark.ts'
import { handIn, type Taken } from './smtp-session.ts'
import { testMessage } from './test-message.ts'

/** What a run is made with. */
export interface FlowDeps extends StreamDeps {
  /** 8 bytes of chance. */
  readonly random: () => Buffer
  readonly context: SecureContext | undefined
  readonly logins: { readonly smtp: Login | undefined; readonly imap: Login }
}

/** How far a run has come, and what it has measured so far: told also when it fails. */
export interface FlowSeen {
  /** Where the service is broken when nothing else tells. */
  blames: MailCause
  id?: string
  accessMs?: number
  sendMs?: number
  deliveryMs?: number
  totalMs?: number
  taken?: Taken
  /** Messages of earlier runs that were cleared away. */
  cleared?: number
  quota?: StorageQuota | undefined
  messageBytes?: number
  arrival?: Arrival
}

/**
 * Sends a message and waits for it: the mailbox is opened first, so that nothing is sent that could not be cleared away.
 * What was seen goes into `seen`. Throws `FlowFailure` for what is wrong.
 */
export async function flow(config: MailFlowConfig, deps: FlowDeps, seen: FlowSeen): Promise<void> {
  const { clock } = deps
  const { monotonic } = clock
  const marking = markingOf(config)
  seen.blames = 'access'
  const startMs = monotonic()
  using imap = await openImapSession(serverOf(config, 'imap', deps.context), deps.logins.imap, deps)
  const places = await openPlaces(imap, config)
  seen.accessMs = monotonic() - startMs
  seen.quota = await storageQuota(imap, places[0]!.folder)
  if (seen.quota && isFull(seen.quota)) throw fullBefore(seen.quota)
  const isOld = ({ id }: { readonly id: string }) => Math.abs(clock.now() - sentAtMs(id)) > config.deliverWithinMs
  seen.cleared = await clearPlaces(imap, places, (folder) => clearFolder(folder, marking, isOld))
  for (const place of places) place.sinceUid = await nextUid(imap, place.folder)

  seen.blames = 'submission'
  const { from, autoSubmitted } = config
  const to = receiverOf(config)
  const id = newFlowId(clock, deps.random)
  const message = testMessage({ marking, id, from, to, atMs: clock.now(), autoSubmitted })
  seen.messageBytes = message.length
  seen.id = id
  const sendingMs = monotonic()
  const taken = await handIn(serverOf(config, 'smtp', deps.context), deps.logins.smtp, { from, to, message }, deps)
  const takenMs = monotonic()
  seen.taken = taken
  seen.sendMs = takenMs - sendingMs

  seen.blames = config.reflector === undefined ? 'delivery' : 'relay'
  const awaited = { places, id, withinMs: config.deliverWithinMs }
  const outcome = await awaitArrival(imap, awaited, marking, deps)
  if (outcome.arrived) {
    seen.arrival = outcome.arrived
    seen.deliveryMs = outcome.arrived.atMs - takenMs
    seen.totalMs = outcome.arrived.atMs - sendingMs
    imap.logout()
    return
  }
  const waitedMs = monotonic() - takenMs
  const quota = await storageQuota(imap, places[0]!.folder)
  seen.quota = quota
  imap.logout()
  if (outcome.failed) throw reported(config, taken, outcome.failed, quota)
  throw missing(config, { taken, waitedMs, quota, messageBytes: message.length, delayed: outcome.delayed })
}

/** Clears away the message of a run that was stopped. What arrives later is left to the next run. */
export async function clearInterrupted(config: MailFlowConfig, id: string, deps: FlowDeps): Promise<void> {
  using imap = await openImapSession(serverOf(config, 'imap', deps.context), deps.logins.imap, deps)
  const places = await openPlaces(imap, config)
  await clearPlaces(imap, places, (folder) => clearFolder(folder, markingOf(config), (own) => own.id === id))
  imap.logout()
}

/** Where the message may turn up; the first one is open. */
async function openPlaces(imap: ImapSession, { imap: { inbox, junk } }: MailFlowConfig): Promise<[Place, ...Place[]]> {
  const folder = encodeMailboxName(inbox)
  const marked = junk === undefined ? await junkFolder(imap) : encodeMailboxName(junk)
  await selectFolder(imap, folder)
  const open: Place = { folder, isJunk: false, sinceUid: 0 }
  return marked === undefined || marked === folder ? [open] : [open, { folder: marked, isJunk: true, sinceUid: 0 }]
}

/** Does something in every place, and leaves the first one open. Gives the sum. */
async function clearPlaces(
  imap: ImapSession,
  [open, ...others]: readonly Place[],
  clear: (imap: ImapSession) => Promise<number>,
): Promise<number> {
  let count = await clear(imap)
  for (const { folder } of others) {
    // A folder for junk may only come into being with the first junk.
    if (await tryToSelect(imap, folder)) count += await clear(imap)
  }
  if (others.length > 0) await selectFolder(imap, open!.folder)
  return count
}
