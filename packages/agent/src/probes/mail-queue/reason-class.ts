/** What a reason speaks of, in the order in which it is looked for. The names are values of a tag: a closed set. */
const classes = {
  greylisted: /gr[ea]y-?\s?list|try again later.*postgrey/i,
  mailbox_full: /\b[45]\.2\.2\b|quota|mailbox (?:is )?full|insufficient (?:system )?storage/i,
  reputation: /spamhaus|blocklist|black-?list|blocked|\brbl\b|dnsbl|reputation|unusual rate|\b4\.7\.(?:0|28|650)\b/i,
  rate_limited: /too many|rate limit|throttl|try again later|\b4\.7\.(?:1|500)\b|service unavailable/i,
  tls: /\btls\b|certificate|handshake|ssl/i,
  login: /authenticat|sasl/i,
  connection_refused: /connection refused/i,
  connection_timeout: /timed? ?out|deadline/i,
  unreachable: /no route|unreachable|network is down/i,
  name_not_found:
    /host not found|name service error|host or domain name|no such host|dns|mx record|lookup (?:did not complete|failed)/i,
  connection_lost: /lost connection|connection (?:reset|closed)|conversation with/i,
  local_delivery: /lmtp|dovecot|local delivery|command (?:died|time)|maildir|permission denied|unknown mail transport/i,
} as const

/** A kind of reason. `other`: none of those that have a name. */
export type ReasonClass = keyof typeof classes | 'other'

/** Characters of a reason that are looked at. */
const MAX_LOOKED_AT = 500

/** Sorts what a mail server says into one of a few classes. Pure; never throws. */
export function reasonClass(text: string): ReasonClass {
  const begin = text.slice(0, MAX_LOOKED_AT)
  const found = Object.entries(classes).find(([, pattern]) => pattern.test(begin))
  return found ? (found[0] as ReasonClass) : 'other'
}

/** The classes for people. */
export const reasonTexts: Readonly<Record<ReasonClass, string>> = {
  greylisted: 'other servers put them off (greylisting)',
  mailbox_full: 'mailboxes are full',
  reputation: 'other servers refuse us for our reputation',
  rate_limited: 'other servers take no more from us for now',
  tls: 'TLS with other servers fails',
  login: 'the next server does not accept our login',
  connection_refused: 'the next server refuses connections',
  connection_timeout: 'the next server does not answer',
  unreachable: 'there is no way to the next server',
  name_not_found: 'names of other servers are not resolved',
  connection_lost: 'the next server breaks off',
  local_delivery: 'the delivery into mailboxes fails',
  other: 'another reason',
}
