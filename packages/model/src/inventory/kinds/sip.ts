import { z } from 'zod'
import { defineKind } from './kind.ts'
import { sipCredentials, sipPeer, sipTarget, sipTyped, sipUser } from './sip-peer.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

const EXPECTED_STATUS = 'expected a status of SIP such as 200, 404 or 486'

const register = z
  .strictObject({
    ...sipCredentials,
    bindingMs: z
      .int()
      .min(60_000)
      .max(3_600_000)
      .optional()
      .describe('How long our binding stays with the registrar, ms. Without it, it is taken away again at once.'),
  })
  .describe('Registers as this user after the question: {user: probe, password: {env: NAME}}.')

const config = z.strictObject({
  ...sipPeer,
  user: sipUser.optional().describe('Who is asked for: a user of that host. Without it, the host itself.'),
  expect: z
    .array(z.int({ error: EXPECTED_STATUS }).min(200, EXPECTED_STATUS).max(699, EXPECTED_STATUS))
    .max(20)
    .default([])
    .describe('The statuses that are right, and no others. None: what each says of the server decides.'),
  register: register.optional(),
  family,
  warnMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
  warnDays,
  failDays,
  caFile,
  insecure,
})

export const sip = defineKind({
  summary: 'Asks a SIP peer what it can do (OPTIONS), and registers with it where configured.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 10_000 },
  fixed: ['host', 'port', 'transport', 'user', 'register'],
  byHand: true,
  nameOf: ({ transport = 'udp' }) => (transport === 'udp' ? 'sip' : `sip-${transport}`),
  targetOf: sipTarget,
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]|sip:USER@HOST[:PORT]',
  fromTyped: sipTyped,
})

export type SipConfig = z.output<typeof config>
