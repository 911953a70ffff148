import { isIP } from 'node:net'
import { z } from 'zod'
import { address, secret } from './scalars.ts'

const EXPECTED_LISTEN = 'expected address:port, such as 0.0.0.0:862 or [::]:862'

/** `0.0.0.0:862`, `[::]:862`: an address of the machine, not a name, since it is listened on. */
function listenParts(text: string): { address: string; port: number } | undefined {
  const match = /^(?:\[([\da-f:]+)\]|([\d.]+)):(\d{1,5})$/i.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3])
  return isIP(host) !== 0 && port >= 1 && port <= 65_535 ? { address: host, port } : undefined
}

const EXPECTED_PEER = 'expected an address, a network such as 10.33.0.0/16, or a host name'

const peer = z.string({ error: EXPECTED_PEER }).refine((text) => {
  const [host, bits, ...more] = text.split('/')
  if (bits === undefined) return address.safeParse(text).success
  const family = isIP(host!)
  return more.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}, EXPECTED_PEER)

/** An agent that answers the STAMP packets of others. */
export const reflectorSchema = z
  .strictObject({
    listen: z
      .string({ error: EXPECTED_LISTEN })
      .default('0.0.0.0:862')
      .transform((text, context) => {
        const parts = listenParts(text)
        if (!parts) context.addIssue({ code: 'custom', message: EXPECTED_LISTEN })
        return parts ?? z.NEVER
      })
      .describe('UDP address and port. 862 is the well-known one, and needs a privilege; others work as well.'),
    key: secret.optional().describe('The key that both ends share. With one, unsigned packets are refused.'),
    peers: z
      .array(peer)
      .default([])
      .describe('Whom it answers beside the other agents: addresses, networks such as 10.33.0.0/16, host names.'),
    packetsPerSecond: z
      .int()
      .min(1)
      .max(10_000)
      .default(1_000)

      .describe('What one peer may send; more is dropped, and looks like loss to the sender.'),
  })
  .describe('Lets other agents measure the path to this one by STAMP (RFC 8762).')

/** Listens on every address of the machine: where it is reached stands elsewhere. */
export const isAnyAddress = (address: string): boolean => address === '0.0.0.0' || /^[0:]+$/.test(address)
