import type { Socket } from 'node:net'
import { type ScriptedTcp, scriptedTcp } from './scripted-tcp.ts'

/** Where a conversation by SMTP can go wrong, in its order. */
export type SmtpStage = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'mail' | 'QUIT'

/** What is answered at a stage: a line, or something done to the connection. */
export type SmtpReply = string | ((socket: Socket, line: string) => void)

/** What the scripted server was told. */
export interface ScriptedSmtp extends ScriptedTcp {
  readonly lines: readonly string[]
}

const USUAL: Readonly<Record<SmtpStage, string>> = {
  greeting: '220 mx ESMTP',
  EHLO: '250 mx',
  STARTTLS: '502 5.5.1 not here',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  mail: '250 2.0.0 queued as 7',
  QUIT: '221 bye',
}

/** A mail server without TLS that answers as usual but for some stages. The caller owns it. */
export async function scriptedSmtp(replies: Readonly<Partial<Record<SmtpStage, SmtpReply>>>): Promise<ScriptedSmtp> {
  const lines: string[] = []
  const server = await scriptedTcp((socket) => {
    let rest = ''
    let isMail = false
    const answer = (stage: SmtpStage, line = '') => {
      const reply = replies[stage] ?? USUAL[stage]
      if (typeof reply === 'string') socket.write(`${reply}\r\n`)
      else reply(socket, line)
    }
    const take = (line: string) => {
      if (isMail && line !== '.') return
      const stage = isMail ? 'mail' : stageOf(line)
      isMail = stage === 'DATA'
      lines.push(line)
      answer(stage, line)
    }
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString()).split('\r\n')
      rest = parts.pop()!
      for (const line of parts) take(line)
    })
    answer('greeting')
  })
  return Object.defineProperty(server as ScriptedSmtp, 'lines', { value: lines })
}

function stageOf(line: string): SmtpStage {
  const word = line.slice(0, 4).toUpperCase()
  if (word === 'EHLO' || word === 'HELO') return 'EHLO'
  if (word === 'STAR') return 'STARTTLS'
  if (word === 'MAIL' || word === 'RCPT' || word === 'DATA' || word === 'QUIT') return word
  return 'AUTH'
}
