import { MARK, type Marking, messageIdOf, subjectOf } from './mark.ts'

/** What a test message is made of. */
export interface TestMessage {
  readonly marking: Marking
  readonly id: string
  readonly from: string
  readonly to: string
  /** Unix epoch ms. */
  readonly atMs: number
  /** Whether it says that a machine wrote it (RFC 3834). */
  readonly autoSubmitted: boolean
}

/**
 * The message as it is handed in (RFC 5322): ASCII, lines below 998 characters, no line begins with a dot. The same id gives the
 * same message.
 */
export function testMessage({ marking, id, from, to, atMs, autoSubmitted }: TestMessage): string {
  return [
    `Date: ${mailDate(atMs)}`,
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${subjectOf(marking, id)}`,
    `Message-ID: <${messageIdOf(marking, id)}>`,
    `${MARK}: ${marking.route}/${id}`,
    ...(autoSubmitted ? ['Auto-Submitted: auto-generated'] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
    '',
    'This message was sent by Vong Gac to see that mail arrives.',
    'It is deleted as soon as it is found; if it is still here, it may be deleted.',
    '',
    `${marking.route}/${id}`,
    '',
  ].join('\r\n')
}

/** A date as in `Date:` (RFC 5322 section 3.3), in UTC. */
export function mailDate(atMs: number): string {
  return new Date(atMs).toUTCString().replace(/ GMT$/, ' +0000')
}
