import type { Clock } from '@vonggac/model'
import { MailRefusal } from '../mail/refusal.ts'
import { type DeliveryReport, deliveryReport } from './delivery-report.ts'
import type { StreamDeps } from './flow-stream.ts'
import { deleteMessages, nextUid, selectFolder } from './imap-mailbox.ts'
import type { ImapSession } from './imap-session.ts'
import { type OwnMessage, ownSince } from './mail-folder.ts'
import type { Marking } from './mark.ts'

/** Time between two looks: short at first, so that a quick delivery is measured well, ms. */
const FIRST_WAIT_MS = 25
const LONGEST_WAIT_MS = 2_000
const GROWTH = 1.3

/** A folder where the message may turn up, and from which UID on. */
export interface Place {
  readonly folder: string
  readonly isJunk: boolean
  sinceUid: number
}

/** A message that is there. */
export interface Arrival {
  readonly message: OwnMessage
  readonly isJunk: boolean
  readonly folder: string
  /** When it was seen, by the monotonic clock. */
  readonly atMs: number
  /** Why it could not be deleted. */
  readonly kept: string | undefined
}

/** What became of a message. */
export interface Outcome {
  readonly arrived?: Arrival
  /** It could not be delivered. */
  readonly failed?: DeliveryReport
  /** It is still tried. */
  readonly delayed?: DeliveryReport
}

/** What is waited for, and how long. */
export interface Awaited {
  readonly places: readonly Place[]
  readonly id: string
  readonly withinMs: number
}

/**
 * Looks for the message until it is there, a report about it is, or time is up. Whatever of ours was found about it is deleted.
 * The first place is the one that is open, before and after.
 */
export async function awaitArrival(
  imap: ImapSession,
  { places, id, withinMs }: Awaited,
  marking: Marking,
  { clock, signal, progress }: StreamDeps,
): Promise<Outcome> {
  const untilMs = clock.monotonic() + withinMs
  let waitMs = FIRST_WAIT_MS
  let delayed: DeliveryReport | undefined
  for (;;) {
    const leftMs = untilMs - clock.monotonic()
    for (const place of places) {
      const found = await newIn(imap, place, { open: places[0]!, id, marking, clock })
      if (found.arrived) return { arrived: found.arrived }
      if (found.report && found.report.action !== 'delayed')
        return { failed: found.report, ...(delayed && { delayed }) }
      delayed = found.report ?? delayed
    }
    if (leftMs <= 0) return delayed ? { delayed } : {}
    progress.doing = 'waiting for the message to arrive'
    await clock.sleep(Math.min(waitMs, leftMs), signal)
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * GROWTH)
  }
}

interface Look {
  readonly open: Place
  readonly id: string
  readonly marking: Marking
  readonly clock: Clock
}

/** What came into a folder about our message since the last look; it is deleted at once. */
async function newIn(imap: ImapSession, place: Place, { open, id, marking, clock }: Look) {
  if (place === open) await imap.ask('NOOP')
  else {
    if ((await nextUid(imap, place.folder)) <= place.sinceUid) return {}
    await selectFolder(imap, place.folder)
  }
  const { own, nextUid: next } = await ownSince(imap, place.sinceUid, marking)
  place.sinceUid = next
  const atMs = clock.monotonic()
  const about = own.filter((message) => message.own.id === id)
  const kept = await tryToDelete(imap, about)
  if (place !== open) await selectFolder(imap, open.folder)
  const report = about.find((message) => message.own.as === 'report')
  const message = about.find((message) => message.own.as !== 'report')
  return {
    ...(message && { arrived: { message, isJunk: place.isJunk, folder: place.folder, atMs, kept } }),
    ...(report && { report: deliveryReport(report) }),
  }
}

/** That a message cannot be deleted takes nothing from its having arrived: gives the reason. */
async function tryToDelete(imap: ImapSession, messages: readonly OwnMessage[]): Promise<string | undefined> {
  try {
    await deleteMessages(
      imap,
      messages.map(({ uid }) => uid),
    )
    return undefined
  } catch (error) {
    if (error instanceof MailRefusal) return error.message
    throw error
  }
}
