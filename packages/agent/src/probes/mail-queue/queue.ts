import { type Clock, ProbeFailure } from '@vonggac/model'
import type { MailQueueConfig } from '@vonggac/model/inventory'
import type { Which } from '../icmp/engine-choice.ts'
import { quoted } from '../quoted.ts'
import { eximMessage } from './exim.ts'
import { postfixMessage } from './postfix.ts'
import { type Ended, runLines } from './program.ts'
import { createTally, type QueueTally } from './tally.ts'

/** Messages that are counted; a queue beyond that is told as "at least". Half a second of CPU. */
const MAX_MESSAGES = 100_000

/** A mail server's queue as it was found. */
export interface SeenQueue {
  readonly server: 'postfix' | 'exim'
  readonly tally: QueueTally
  /** Whether there is more than was counted. */
  readonly isCut: boolean
  /** Set when the queue could be read although nobody works on it. */
  readonly isDown: boolean
}

/** Asks the mail server of this machine for its queue. Throws `ProbeFailure`: `local` when this machine cannot be asked. */
export async function readQueue(
  config: MailQueueConfig,
  { which, clock, signal }: { readonly which: Which; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<SeenQueue> {
  const { server, program } = await serverOf(config, which)
  const nowMs = clock.now()
  const tally = createTally()
  let count = 0
  let strange: string | undefined
  const take = (line: string): boolean => {
    const message = server === 'postfix' ? postfixMessage(line, nowMs) : eximMessage(line)
    if (message) {
      tally.add(message)
      count += 1
    } else if (server === 'postfix' && line.trim() !== '') strange ??= line
    return count < MAX_MESSAGES
  }
  const args = server === 'exim' ? ['-bp'] : ['-j', ...(config.configDir === undefined ? [] : ['-c', config.configDir])]
  const ended = await runLines(program, args, take, signal)
  const isCut = count >= MAX_MESSAGES
  const isDown = /mail system is down/i.test(ended.complaints)
  if (!isCut && ended.code !== 0) throw failureOf(server, program, ended, isDown)
  if (count === 0 && strange !== undefined)
    throw new ProbeFailure('protocol', `${program} does not print a queue that can be read: it says ${quoted(strange)}`)
  return { server, tally: tally.result(), isCut, isDown }
}

async function serverOf({ server }: MailQueueConfig, which: Which) {
  const postqueue = server === 'exim' ? undefined : await which('postqueue')
  if (postqueue !== undefined) return { server: 'postfix' as const, program: postqueue }
  const exim = server === 'postfix' ? undefined : ((await which('exim4')) ?? (await which('exim')))
  if (exim !== undefined) return { server: 'exim' as const, program: exim }
  const missing = { auto: 'neither postqueue (Postfix) nor exim', postfix: 'no postqueue (Postfix)', exim: 'no exim' }
  throw new ProbeFailure(
    'local',
    `this machine has ${missing[server]}: the check must run on the mail server, by the agent that \`agent\` names`,
  )
}

function failureOf(server: 'postfix' | 'exim', program: string, { complaints }: Ended, isDown: boolean): ProbeFailure {
  const said = quoted(complaints.split('\n')[0] ?? '', 200)
  if (isDown) return new ProbeFailure('down', `Postfix does not run: ${said}`)
  if (/not allowed|permission denied|not authorized/i.test(complaints))
    return new ProbeFailure(
      'local',
      server === 'postfix'
        ? `the agent's user may not see the queue: add it to authorized_mailq_users of Postfix (${said})`
        : `the agent's user may not see the queue: set queue_list_requires_admin = false in Exim, or add the user to the group of Exim (${said})`,
    )
  return new ProbeFailure('local', `${program} fails: ${said}`)
}
