import type { Clock, Log } from '@vonggac/model'
import type { MailQueueConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { type Which, which } from '../icmp/engine-choice.ts'
import { readQueue } from './queue.ts'
import { queueReading } from './reading.ts'

/** What the probe is made of. */
export interface MailQueueDeps {
  readonly clock: Clock
  readonly log: Log
  /** Where programs are looked for; the system's way unless given. */
  readonly which?: Which
}

/** Reads the queue of the mail server that the agent runs on. It never touches a message. */
export const createMailQueueProbe = (deps: MailQueueDeps): Probe<MailQueueConfig> => ({
  kind: 'mail_queue',
  run: async (config, { signal }) =>
    queueReading(config, await readQueue(config, { which: deps.which ?? which, clock: deps.clock, signal })),
})
