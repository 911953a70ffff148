import type { Clock } from '@vonggac/model'

/** A message in a mailbox. */
export interface StoredMessage {
  readonly uid: number
  /** Header and body with CR LF, as they came, behind what the servers on the way wrote. Latin-1 of the bytes. */
  readonly text: string
  readonly flags: Set<string>
}

/** A message on its way. */
export interface HandedIn {
  readonly from: string
  readonly to: string
  readonly text: string
}

/** The mailboxes of the testbed's people: whoever gets mail has one. Everything is in memory and bounded. */
export interface Mailboxes extends Disposable {
  /** Whether an account exists: any name with this password does. */
  admits(user: string, password: string): boolean
  /** Takes a message and puts it into its mailbox a moment later. Gives the name that it has on the way. */
  deliver(message: HandedIn): string
  of(user: string): Mailbox
}

export interface Mailbox {
  readonly messages: readonly StoredMessage[]
  readonly nextUid: number
  remove(uids: ReadonlySet<number>): void
}

/** Newer messages push out the oldest. */
const MAX_MESSAGES = 100
/** People who get mail; those beyond it get none. */
const MAX_MAILBOXES = 200
/** What two servers take for a message, ms. */
const DELIVERY_MS = { least: 150, spread: 500 }
const GATEWAY = 'gateway.example.gov.vn'

/** What comes with a new mailbox, so that not everything is empty. */
const WELCOME = [
  'From: Vong Gac testbed <postmaster@example.gov.vn>',
  'Subject: EXAMPLE: welcome',
  '',
  'This mailbox belongs to the simulated province.',
  '',
].join('\r\n')

/** Opens the post office: `password` is that of all accounts. */
export function openMailboxes(password: string, clock: Clock): Mailboxes {
  const boxes = new Map<string, { messages: StoredMessage[]; nextUid: number }>()
  const pending = new Set<() => void>()
  let count = 0
  const boxOf = (user: string) => {
    const name = user.toLowerCase().split('@')[0]!
    let box = boxes.get(name)
    if (!box) {
      box = { messages: [{ uid: 1, text: WELCOME, flags: new Set() }], nextUid: 2 }
      if (boxes.size < MAX_MAILBOXES) boxes.set(name, box)
    }
    return box
  }
  const put = ({ from, to, text }: HandedIn, id: string, takenAt: number) => {
    const box = boxOf(to)
    const head = [
      `Return-Path: <${from}>`,
      `Received: from ${GATEWAY} ([127.33.0.31]) by mail.example.gov.vn with LMTP id ${id}; ${mailDate(clock.now())}`,
      'Authentication-Results: mail.example.gov.vn; spf=pass smtp.mailfrom=example.gov.vn; dkim=pass header.d=example.gov.vn; dmarc=pass header.from=example.gov.vn',
      `Received: from probe ([127.0.0.1]) by ${GATEWAY} with ESMTPSA id ${id}; ${mailDate(takenAt)}`,
    ]
    box.messages.push({ uid: box.nextUid++, text: `${head.join('\r\n')}\r\n${text}`, flags: new Set() })
    if (box.messages.length > MAX_MESSAGES) box.messages.shift()
  }
  return {
    admits: (user, given) => user !== '' && given === password,
    deliver(message) {
      const id = `VG${(++count).toString(16).toUpperCase().padStart(6, '0')}`
      const takenAt = clock.now()
      const cancel = clock.after(DELIVERY_MS.least + ((count * 137) % DELIVERY_MS.spread), () => {
        pending.delete(cancel)
        put(message, id, takenAt)
      })
      pending.add(cancel)
      return id
    },
    of(user) {
      const box = boxOf(user)
      return {
        get messages() {
          return box.messages
        },
        get nextUid() {
          return box.nextUid
        },
        remove(uids) {
          box.messages = box.messages.filter(({ uid }) => !uids.has(uid))
        },
      }
    },
    [Symbol.dispose]() {
      for (const cancel of pending) cancel()
    },
  }
}

/** `Thu, 26 Nov 2026 15:00:00 +0000` (RFC 5322 section 3.3). */
const mailDate = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000')
