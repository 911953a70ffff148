import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { ProbeFailure } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'

/** SNMP answers a wrong community, and some a wrong key, with silence: whoever reads "timeout" shall know. */
export const silence = ({ address, credential }: Pick<SnmpConfig, 'address' | 'credential'>, cause: Error) =>
  new ProbeFailure(
    'timeout',
    `${address} does not answer on UDP port ${credential.port}: it is down, or does not take this ${
      credential.version === '3' ? 'user or its keys' : 'community'
    }`,
    { cause },
  )

/** A name is resolved once a session, not for every datagram. */
export async function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    return (await lookup(host)).address
  } catch (cause) {
    throw new ProbeFailure('dns', `the name ${host} could not be resolved`, { cause })
  }
}
