import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'

const config = z.strictObject({
  host: address.describe('What is connected to.'),
  port: port.describe('The port that must accept a connection.'),
  warnMs: z.number().positive().optional().describe('Connecting slower than this is `warn`, ms.'),
})

export const tcp = defineKind({
  summary: 'Opens a connection and closes it.',
  config,
  pace: { intervalMs: 15_000, timeoutMs: 3_000 },
  fixed: ['host', 'port'],
  byHand: true,
  nameOf: ({ port }) => `tcp-${port}`,
  targetOf: ({ host, port }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST:PORT',
  fromTyped({ host, port }) {
    if (port === undefined) throw new ConfigError('probe tcp needs HOST:PORT')
    return { host, port }
  },
})

export type TcpConfig = z.output<typeof config>
