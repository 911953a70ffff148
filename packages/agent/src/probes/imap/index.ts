import { type Clock, int, type Log } from '@vonggac/model'
import type { ImapConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { createDialogueProbe, type Talk } from '../mail/dialogue.ts'
import { createImapResponseReader, type ImapResponse } from '../mail/imap-response.ts'
import { imapPairs, imapQuoted, imapText } from '../mail/imap-value.ts'
import { stripped } from '../mail/refusal.ts'
import { capabilitiesOf, createImapCommands, type ImapCommands } from './commands.ts'
import { imapRefusal, turnedAway } from './imap-refusal.ts'
import { loginCommand } from './login.ts'

/** All that a server may say, bytes: capabilities three times, and what it tells of a folder without being asked. */
const MAX_BYTES = 524_288

/** Logs in to a mailbox by IMAP (RFC 9051, and RFC 3501), opens a folder for reading alone, and counts what is in it. */
export const createImapProbe = (deps: { readonly clock: Clock; readonly log: Log }): Probe<ImapConfig> =>
  createDialogueProbe(
    {
      kind: 'imap',
      protocol: 'IMAP',
      maxBytes: MAX_BYTES,
      reader: createImapResponseReader,
      lead,
      goodbye: 'zz LOGOUT\r\n',
    },
    deps,
  )

type ImapTalk = Talk<ImapConfig, ImapResponse>

async function lead(talk: ImapTalk): Promise<void> {
  const { config, wantsTls } = talk
  const commands = createImapCommands(talk)
  const greeting = await commands.greeting()
  talk.mark('banner_ms')
  if (greeting.name === 'BYE') throw turnedAway(greeting)
  let capabilities = capabilitiesOf([greeting]) ?? (await commands.capabilities())
  if (wantsTls) {
    // After PREAUTH there is no STARTTLS: it is the way around it (RFC 9051 section 11.3).
    if (!capabilities.has('STARTTLS') || greeting.name === 'PREAUTH') throw stripped('STARTTLS')
    await good(commands, 'STARTTLS')
    talk.replies.nothingMore()
    talk.mark('starttls_ms')
    await talk.secure()
    capabilities = await commands.capabilities()
  }
  talk.mark('capability_ms')
  if (!config.auth || talk.password === undefined) return
  if (greeting.name !== 'PREAUTH') {
    const answer = await commands.run(loginCommand(capabilities, config.auth.user, talk.password), 'the login')
    if (answer.state !== 'OK') throw imapRefusal('the login', answer)
    talk.mark('auth_ms')
    capabilities = capabilitiesOf([...answer.responses, answer]) ?? (await commands.capabilities())
  }
  await count(talk, commands, capabilities)
}

/** EXAMINE, not SELECT: looking leaves no trace, not even that somebody has looked. */
async function count(talk: ImapTalk, commands: ImapCommands, capabilities: ReadonlySet<string>): Promise<void> {
  const { folder, warnMessages } = talk.config
  const { responses } = await good(commands, `EXAMINE ${imapQuoted(folder)}`)
  talk.mark('select_ms')
  const messages = responses.find(({ name }) => name === 'EXISTS')?.number
  if (messages === undefined) return
  talk.measure({ messages: int(messages) })
  if (warnMessages !== undefined && messages > warnMessages)
    talk.warn(
      `${messages} ${messages === 1 ? 'message' : 'messages'} in ${folder}, more than ${warnMessages}: nobody clears it`,
    )
  // Without ESEARCH the answer would be a list of all of them (RFC 4731).
  if (!capabilities.has('ESEARCH') && !capabilities.has('IMAP4REV2')) return
  const answer = await commands.run(['SEARCH RETURN (COUNT) UNSEEN'])
  talk.mark('search_ms')
  const found = answer.responses.find(({ name }) => name === 'ESEARCH')
  // `* ESEARCH (TAG "v5") COUNT 3`, or without the tag.
  const values = found?.values.filter((value) => typeof value === 'string' && value.toUpperCase() !== 'UID')
  const unseen = Number(imapText(imapPairs(values).get('COUNT')))
  if (found && Number.isSafeInteger(unseen)) talk.measure({ unseen: int(unseen) })
}

async function good(commands: ImapCommands, command: string) {
  const answer = await commands.run([command])
  if (answer.state !== 'OK') throw imapRefusal(command.split(' ', 1)[0]!, answer)
  return answer
}
