import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { defineKind } from './kind.ts'

const EXPECTED_DIRECTORY = 'expected the absolute path of a directory'

const config = z.strictObject({
  server: z
    .enum(['auto', 'postfix', 'exim'])
    .default('auto')
    .describe('Whose queue is read; `auto`: of whichever is installed, Postfix first.'),
  configDir: z
    .string({ error: EXPECTED_DIRECTORY })
    .regex(/^\/[^\0]*$/, EXPECTED_DIRECTORY)
    .optional()
    .describe('The configuration directory of a Postfix that is not the only one of its machine.'),
  warnLength: z
    .int()
    .min(1)
    .default(100)
    .describe('More messages than this in the queue are `warn`; none on hold counts.'),
  failLength: z.int().min(1).default(1_000).describe('More messages than this in the queue are `fail`.'),
  warnAgeMs: z.int().min(1_000).default(1_800_000).describe('A message that waits for longer than this is `warn`, ms.'),
  failAgeMs: z
    .int()
    .min(1_000)
    .default(14_400_000)
    .describe('A message that waits for longer than this is `fail`, ms.'),
  frozenLength: z
    .int()
    .min(1)
    .default(10)
    .describe('As many messages, all waiting for the same reason and none under way, are a frozen queue: `fail`.'),
  frozenAgeMs: z
    .int()
    .min(0)
    .default(300_000)
    .describe('The oldest of them waits for at least this long, ms: a server that has just started tries them first.'),
})

export const mailQueue = defineKind({
  summary: 'Reads the queue of the mail server that the agent runs on: length, age, and why messages wait.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 20_000 },
  fixed: ['server', 'configDir'],
  byHand: true,
  nameOf: () => 'mail-queue',
  targetOf: ({ server = 'auto' }) => (server === 'auto' ? 'the queue of this machine' : `the queue of ${server}`),
  hostOf: () => undefined,
  typed: '[postfix|exim]',
  fromTyped({ text }) {
    if (!['', 'postfix', 'exim'].includes(text))
      throw new ConfigError('probe mail_queue reads the queue of this machine: it takes postfix, exim or nothing')
    return text === '' ? {} : { server: text }
  },
})

export type MailQueueConfig = z.output<typeof config>
