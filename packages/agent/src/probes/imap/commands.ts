import { ProbeFailure } from '@vonggac/model'
import type { ImapResponse } from '../mail/imap-response.ts'
import type { Replies } from '../mail/replies.ts'
import { quoted } from '../quoted.ts'
import { imapRefusal, turnedAway } from './imap-refusal.ts'

/** Responses to one command: what servers tell of a folder is a dozen. */
const MAX_RESPONSES = 2_000

/** What a command brought. */
export interface ImapAnswer {
  /** `OK`, `NO` or `BAD`. */
  readonly state: string
  readonly code: string
  readonly text: string
  /** What came before the state. */
  readonly responses: readonly ImapResponse[]
}

/** Commands and their answers, in turn. */
export interface ImapCommands {
  /** What the server says first: OK, PREAUTH or BYE. Throws `ProbeFailure('protocol')` for anything else. */
  greeting(): Promise<ImapResponse>
  /** A command in pieces: each but the first waits until the server wants more. `shown` stands in what people read. */
  run(parts: readonly string[], shown?: string): Promise<ImapAnswer>
  /** In upper case. */
  capabilities(): Promise<ReadonlySet<string>>
}

interface Line {
  readonly replies: Replies<ImapResponse>
  write(text: string): void
  measure(fields: { readonly code: string }): void
}

export function createImapCommands({ replies, write, measure }: Line): ImapCommands {
  let count = 0
  const run = async (parts: readonly string[], shown = parts[0]!.split(' ', 1)[0]!): Promise<ImapAnswer> => {
    count += 1
    const tag = `v${count}`
    const responses: ImapResponse[] = []
    let sent = 0
    const send = () => write(`${sent === 0 ? `${tag} ` : ''}${parts[sent++]}\r\n`)
    send()
    while (responses.length < MAX_RESPONSES) {
      const response = await replies.next(`the answer to ${shown}`)
      if (response.tag === '+' && sent < parts.length) send()
      else if (response.tag === tag) {
        measure({ code: codeOf(response) })
        return { state: response.name, code: response.code, text: response.text, responses }
      } else if (response.tag !== '*')
        throw new ProbeFailure('protocol', `the IMAP server answers ${quoted(response.tag)}, which was not asked`)
      else if (response.name === 'BYE') throw turnedAway(response)
      else responses.push(response)
    }
    throw new ProbeFailure('protocol', `the IMAP server does not come to an end with its answer to ${shown}`)
  }
  return {
    run,
    async greeting() {
      const response = await replies.next('the greeting of IMAP')
      if (response.tag !== '*' || !['OK', 'PREAUTH', 'BYE'].includes(response.name))
        throw new ProbeFailure('protocol', `the server does not greet as IMAP does: ${quoted(response.name)}`)
      measure({ code: codeOf(response) })
      return response
    },
    async capabilities() {
      const answer = await run(['CAPABILITY'])
      if (answer.state !== 'OK') throw imapRefusal('CAPABILITY', answer)
      return capabilitiesOf(answer.responses) ?? new Set()
    },
  }
}

/** The code in brackets where it says why, such as `AUTHENTICATIONFAILED`; the state otherwise. */
const codeOf = ({ name, code }: ImapResponse): string => {
  const [word = ''] = code.split(' ', 1)
  return name === 'OK' || word === '' ? name : word.toUpperCase().slice(0, 40)
}

/** Capabilities where they are told: as a response of their own, or in the code of a state. */
export function capabilitiesOf(
  told: readonly { readonly code: string; readonly name?: string; readonly values?: ImapResponse['values'] }[],
): ReadonlySet<string> | undefined {
  for (const { name, code, values = [] } of told) {
    if (name === 'CAPABILITY') return new Set(values.map((value) => String(value).toUpperCase()))
    if (/^CAPABILITY /i.test(code)) return new Set(code.toUpperCase().split(' ').slice(1))
  }
  return undefined
}
