import { isIPv6 } from 'node:net'
import type { SmtpReply } from './smtp-reply.ts'

/** What an EHLO offers: keyword and parameters, in upper case. `AUTH=LOGIN` is how servers wrote it before RFC 2554. */
export function offersOf({ lines }: SmtpReply): Map<string, string> {
  const offers = new Map<string, string>()
  for (const line of lines.slice(1)) {
    const [keyword = '', ...parameters] = line.toUpperCase().split(/[ =]+/)
    offers.set(keyword, [offers.get(keyword) ?? '', ...parameters].join(' ').trim())
  }
  return offers
}

/** Who we are when we have no name: an address literal (RFC 5321 section 4.1.3). */
export const literalOf = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? `[IPv6:${address}]` : `[${address.replace('::ffff:', '')}]`
