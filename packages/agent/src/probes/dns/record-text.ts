import { isIPv6 } from 'node:net'
import type { Answer as DnsRecord } from 'dns-packet'

/** A longer record is cut here, characters: nobody expects more, and it goes into one line of text. */
const MAX_CHARACTERS = 2_048

/** A record's data as zone files write it: `10 mail.example.vn`. Names in lower case and without the last dot. */
export function recordText(record: DnsRecord): string {
  return dataText(record).slice(0, MAX_CHARACTERS)
}

function dataText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
      return record.data
    case 'AAAA':
      return canonicalIPv6(record.data)
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return domain(record.data)
    case 'MX':
      return `${record.data.preference ?? 0} ${domain(record.data.exchange)}`
    case 'TXT':
      // Several strings are one text (RFC 7208, section 3.3): a long DKIM key comes in pieces.
      return [record.data].flat().join('')
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data
      return [domain(mname), domain(rname), serial, refresh, retry, expire, minimum].join(' ')
    }
    case 'SRV': {
      const { priority, weight, port, target } = record.data
      return [priority, weight, port, domain(target)].join(' ')
    }
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} "${record.data.value}"`
    case 'DS': {
      const { keyTag, algorithm, digestType, digest } = record.data
      return [keyTag, algorithm, digestType, digest.toString('hex')].join(' ')
    }
    case 'DNSKEY':
      return `${record.data.flags} 3 ${record.data.algorithm} ${record.data.key.toString('base64')}`
    case 'NAPTR': {
      const { order, preference, flags, services, regexp, replacement } = record.data
      return `${order} ${preference} "${flags}" "${services}" "${regexp}" ${domain(replacement)}`
    }
    case 'SSHFP':
      return `${record.data.algorithm} ${record.data.hash} ${record.data.fingerprint}`
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = record.data
      return [usage, selector, matchingType, certificate.toString('hex')].join(' ')
    }
    default:
      return record.type
  }
}

const domain = (name: string) => (name === '.' ? name : name.toLowerCase().replace(/\.$/, ''))

/** One way to write an address, so that texts can be compared. */
export const canonicalIPv6 = (text: string): string =>
  isIPv6(text) && !text.includes('%') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text

/** What somebody expects, written as `recordText` writes what there is. */
export function expectedText(type: string, text: string): string {
  const trimmed = text.trim()
  if (type === 'TXT') return /^".*"$/s.test(trimmed) ? trimmed.slice(1, -1).replace(/" "/g, '') : trimmed
  if (type === 'AAAA') return canonicalIPv6(trimmed)
  if (type === 'DNSKEY' || type === 'CAA' || type === 'NAPTR') return trimmed.replace(/\s+/g, ' ').replace(/\.$/, '')
  return trimmed
    .toLowerCase()
    .split(/\s+/)
    .map((word) => (word === '.' ? word : word.replace(/\.$/, '')))
    .join(' ')
}
