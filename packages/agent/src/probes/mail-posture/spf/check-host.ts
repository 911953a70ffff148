import { isIPv6 } from 'node:net'
import { blockListOf, listHas } from '../../../network-list.ts'
import { type Lookups, textsOf } from '../lookups.ts'
import { MAX_LOOKUPS } from './audit.ts'
import { expandMacros } from './macro.ts'
import { type Mechanism, parseSpf, type Qualifier } from './record.ts'

/** What a receiver makes of a sender (RFC 7208 section 2.6); of names that do not resolve now it is a `LookupError`. */
export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror'

const results: Readonly<Record<Qualifier, SpfResult>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' }

/** Exchangers whose addresses are asked for (section 4.6.4). */
const MAX_EXCHANGERS = 10

interface Run {
  readonly ip: string
  readonly sender: string
  readonly lookups: Lookups
  count: number
}

/** Whether mail from an address passes for a domain, as a receiver evaluates it; a bound on lookups makes it `permerror`. */
export function checkHost(ip: string, domain: string, lookups: Lookups): Promise<SpfResult> {
  return evaluate(domain, { ip, sender: domain, lookups, count: 0 })
}

async function evaluate(domain: string, run: Run): Promise<SpfResult> {
  const texts = await textsOf(domain, 'v=spf1', run.lookups)
  if (texts.length === 0) return 'none'
  const record = texts.length === 1 ? parseSpf(texts[0]!) : ''
  if (typeof record === 'string') return 'permerror'
  for (const mechanism of record.mechanisms) {
    const found = await matches(mechanism, domain, run)
    if (found === 'permerror') return 'permerror'
    if (found) return results[mechanism.qualifier]
  }
  if (record.redirect === undefined) return 'neutral'
  if (!mayAsk(run)) return 'permerror'
  const result = await evaluate(expanded(record.redirect, domain, run), run)
  return result === 'none' ? 'permerror' : result
}

/** Counts a term that asks the DNS. */
function mayAsk(run: Run): boolean {
  run.count += 1
  return run.count <= MAX_LOOKUPS
}

const expanded = (text: string, domain: string, { ip, sender }: Run) =>
  expandMacros(text, { ip, sender, domain }).replace(/\.$/, '')

async function matches(mechanism: Mechanism, domain: string, run: Run): Promise<boolean | 'permerror'> {
  const { ip, lookups } = run
  if (mechanism.name === 'all') return true
  if ('network' in mechanism) return isIn(ip, [mechanism.network])
  if (!mayAsk(run)) return 'permerror'
  const target = mechanism.domain === undefined ? domain : expanded(mechanism.domain, domain, run)
  if (mechanism.name === 'include') {
    const result = await evaluate(target, run)
    return result === 'none' || result === 'permerror' ? 'permerror' : result === 'pass'
  }
  if (mechanism.name === 'exists') return (await lookups.ask(target, 'A')).records.length > 0
  // Not evaluated: a sender that only a ptr lets pass should not depend on it.
  if (!('bits4' in mechanism)) return false
  const bits = isIPv6(ip) ? mechanism.bits6 : mechanism.bits4
  const hosts = mechanism.name === 'a' ? [target] : await exchangersOf(target, lookups)
  if (hosts.length > MAX_EXCHANGERS) return 'permerror'
  for (const host of hosts) {
    const { records } = await lookups.ask(host, isIPv6(ip) ? 'AAAA' : 'A')
    if (
      isIn(
        ip,
        records.map((address) => `${address}/${bits}`),
      )
    )
      return true
  }
  return false
}

const exchangersOf = async (domain: string, lookups: Lookups): Promise<string[]> =>
  (await lookups.ask(domain, 'MX')).records.map((text) => text.split(' ')[1]!).filter((name) => name !== '.')

const isIn = (ip: string, networks: readonly string[]) => listHas(blockListOf(networks), ip)
