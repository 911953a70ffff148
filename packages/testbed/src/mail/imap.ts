import type { LineProtocol, LineTalk, TlsMode } from '../line-server.ts'
import { fetched, found } from './imap-message.ts'
import type { Mailbox, Mailboxes } from './mailboxes.ts'
import { plainLogin } from './plain-login.ts'

/** Room of a mailbox, in units of 1,024 bytes. */
const QUOTA = 51_200
const FOLDERS = ['INBOX', 'Junk']

/**
 * An IMAP server (RFC 3501) without its socket, as far as a client needs it that looks for a message: one inbox with what came, and an
 * empty folder for junk.
 */
export const imapServer =
  (mailboxes: Mailboxes, tls: TlsMode): LineProtocol =>
  (talk) => {
    const session = new Session(talk, mailboxes, tls)
    talk.say(`* OK [CAPABILITY ${session.capabilities()}] Vong Gac testbed`)
    return (line) => session.take(line)
  }

const NONE: Mailbox = { messages: [], nextUid: 1, remove: () => {} }

class Session {
  readonly #talk: LineTalk
  readonly #mailboxes: Mailboxes
  readonly #tls: TlsMode
  #user: string | undefined
  #folder: string | undefined
  /** The tag of a login whose token comes on a line of its own. */
  #awaited: string | undefined

  constructor(talk: LineTalk, mailboxes: Mailboxes, tls: TlsMode) {
    this.#talk = talk
    this.#mailboxes = mailboxes
    this.#tls = tls
  }

  capabilities(): string {
    const login = this.#talk.isSecure || this.#tls === 'none' ? 'AUTH=PLAIN SASL-IR' : 'STARTTLS LOGINDISABLED'
    return `IMAP4rev1 ${this.#user === undefined ? login : 'UIDPLUS ESEARCH SPECIAL-USE QUOTA'}`
  }

  take(line: string): void {
    if (this.#awaited !== undefined) {
      this.#logIn(this.#awaited, line)
      this.#awaited = undefined
      return
    }
    const [, tag, verb = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    if (tag === undefined) return void this.#talk.say('* BAD what is this?')
    const command = verb.toUpperCase()
    if (this.#withoutLogin(tag, command, rest)) return
    if (this.#user === undefined) return void this.#talk.say(`${tag} BAD log in first`)
    const answer = this.#answer(command, rest)
    this.#talk.say(`${tag} ${answer}`)
  }

  #withoutLogin(tag: string, command: string, rest: string): boolean {
    const talk = this.#talk
    if (command === 'CAPABILITY') talk.say(`* CAPABILITY ${this.capabilities()}`, `${tag} OK`)
    else if (command === 'NOOP') talk.say(`${tag} OK`)
    else if (command === 'LOGOUT') {
      talk.say('* BYE', `${tag} OK`)
      talk.end()
    } else if (command === 'STARTTLS' && this.#tls === 'starttls' && !talk.isSecure) {
      talk.say(`${tag} OK begin TLS`)
      talk.secure()
    } else if (command === 'AUTHENTICATE' && (talk.isSecure || this.#tls === 'none')) {
      const [mechanism = '', token] = rest.split(' ')
      if (mechanism.toUpperCase() !== 'PLAIN') talk.say(`${tag} NO unknown mechanism`)
      else if (token) this.#logIn(tag, token)
      else {
        this.#awaited = tag
        talk.say('+ ')
      }
    } else return false
    return true
  }

  #logIn(tag: string, token: string): void {
    if (plainLogin(token, this.#mailboxes)) this.#user = Buffer.from(token, 'base64').toString('utf8').split('\0')[1]
    this.#talk.say(
      this.#user === undefined
        ? `${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`
        : `${tag} OK [CAPABILITY ${this.capabilities()}] Logged in`,
    )
  }

  #box(folder: string | undefined): Mailbox {
    return folder === 'INBOX' ? this.#mailboxes.of(this.#user!) : NONE
  }

  /** Says what belongs to the answer, and gives its last line. */
  #answer(command: string, rest: string): string {
    const talk = this.#talk
    const folder = unquoted(/^("(?:[^"\\]|\\.)*"|\S+)/.exec(rest)?.[1] ?? '')
    const open = this.#box(this.#folder)
    switch (command) {
      case 'SELECT':
      case 'EXAMINE': {
        if (!FOLDERS.includes(folder)) return 'NO [NONEXISTENT] Mailbox does not exist'
        this.#folder = folder
        const { messages, nextUid } = this.#box(folder)
        talk.say('* FLAGS (\\Seen \\Deleted)', `* ${messages.length} EXISTS`, `* OK [UIDNEXT ${nextUid}]`)
        return `OK [READ-${command === 'SELECT' ? 'WRITE' : 'ONLY'}] done`
      }
      case 'STATUS':
        if (!FOLDERS.includes(folder)) return 'NO [NONEXISTENT] Mailbox does not exist'
        talk.say(`* STATUS "${folder}" (UIDNEXT ${this.#box(folder).nextUid})`)
        return 'OK done'
      case 'LIST':
        talk.say('* LIST (\\HasNoChildren) "." "INBOX"', '* LIST (\\HasNoChildren \\Junk) "." "Junk"')
        return 'OK done'
      case 'GETQUOTAROOT': {
        const bytes = this.#box('INBOX').messages.reduce((sum, { text }) => sum + text.length, 0)
        talk.say('* QUOTAROOT "INBOX" "user"', `* QUOTA "user" (STORAGE ${Math.ceil(bytes / 1_024)} ${QUOTA})`)
        return 'OK done'
      }
      case 'SEARCH':
        talk.say(`* ESEARCH COUNT ${open.messages.filter(({ flags }) => !flags.has('\\Seen')).length}`)
        return 'OK done'
      case 'UID SEARCH':
        talk.say(`* SEARCH ${found(open, rest).join(' ')}`.trimEnd())
        return 'OK done'
      case 'UID FETCH':
        for (const bytes of fetched(open, rest)) talk.send(bytes)
        return 'OK done'
      case 'UID STORE':
        for (const message of open.messages) if (listed(rest).has(message.uid)) message.flags.add('\\Deleted')
        return 'OK done'
      case 'UID EXPUNGE':
        open.remove(listed(rest))
        return 'OK done'
      default:
        return 'BAD unknown command'
    }
  }
}

const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text)

/** The UIDs in front: `3,5`. */
const listed = (text: string): Set<number> => new Set(text.split(' ', 1)[0]!.split(',').map(Number))
