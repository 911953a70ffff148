import type { Config } from '@vonggac/model/inventory'
import { decodeQuestion, encodeAnswer, type RecordType } from './dns-message.ts'

/** What the simulated name server knows: records by name and type, as zone files write them. */
export type Zone = ReadonlyMap<string, Partial<Record<RecordType, readonly string[]>>>

type Records = Map<string, Partial<Record<RecordType, string[]>>>

/** Answers a question from a zone. A name below which others stand exists, although it has nothing. */
export function answerFrom(zone: Zone, bytes: Uint8Array): Uint8Array | undefined {
  const question = decodeQuestion(bytes)
  if (!question) return undefined
  const { name, type } = question
  const own = zone.get(name)
  const exists = own !== undefined || [...zone.keys()].some((each) => each.endsWith(`.${name}`))
  return encodeAnswer(question, { records: (type && own?.[type]) ?? [], exists })
}

/** What the checks of a configuration on loopback expect to be published, and what makes it believable. Pure. */
export function zoneOf({ services }: Pick<Config, 'services'>): Zone {
  const zone: Records = new Map()
  const checks = services.flatMap(({ checks }) => checks)
  for (const check of checks) {
    const { kind } = check
    if (kind === 'dns') addExpected(zone, check)
    if (kind === 'mail_posture') addPosture(zone, check, checks)
    if (kind === 'http' && typeof check.connectTo === 'string')
      add(zone, URL.parse(String(check.url))?.hostname ?? '', 'A', check.connectTo)
    if (kind === 'tls' && typeof check.serverName === 'string') add(zone, check.serverName, 'A', String(check.host))
  }
  return zone
}

type Options = Config['services'][number]['checks'][number]

function addExpected(zone: Records, { name, type, expect }: Options): void {
  const types: readonly RecordType[] = ['A', 'NS', 'CNAME', 'PTR', 'MX', 'TXT']
  const known = types.find((each) => each === type)
  for (const text of Array.isArray(expect) ? expect : []) if (known) add(zone, String(name), known, String(text))
}

/** A domain as it should be: one exchanger that has a name both ways, SPF, a key for DKIM, DMARC that is meant, reports on TLS. */
function addPosture(zone: Records, { domain, dkim, senders }: Options, checks: readonly Options[]): void {
  const name = String(domain)
  const server = checks.find(({ kind }) => kind === 'smtp')?.host ?? '127.0.0.1'
  const addresses = [...new Set([String(server), ...listOf(senders)])]
  const exchanger = `mail.${name}`
  add(zone, name, 'MX', `10 ${exchanger}`)
  add(zone, name, 'TXT', `v=spf1 mx ${addresses.map((each) => `ip4:${each}`).join(' ')} -all`)
  add(zone, `_dmarc.${name}`, 'TXT', `v=DMARC1; p=reject; rua=mailto:dmarc@${name}`)
  add(zone, `_smtp._tls.${name}`, 'TXT', `v=TLSRPTv1; rua=mailto:tls@${name}`)
  for (const selector of listOf(dkim))
    add(zone, `${selector}._domainkey.${name}`, 'TXT', `v=DKIM1; k=ed25519; p=${KEY}`)
  for (const address of addresses) {
    add(zone, exchanger, 'A', address)
    add(zone, `${address.split('.').toReversed().join('.')}.in-addr.arpa`, 'PTR', exchanger)
  }
}

/** A key that nobody signs with: the base point of Ed25519. */
const KEY = 'WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY='

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

function add(zone: Records, name: string, type: RecordType, text: string): void {
  const key = name.toLowerCase().replace(/\.$/, '')
  const records = zone.get(key) ?? {}
  const texts = records[type] ?? []
  if (!texts.includes(text)) records[type] = [...texts, text]
  zone.set(key, records)
}
