import { isIP } from 'node:net'
import { absent, type Finding, type Flaw, judged, weak, wrong } from './finding.ts'
import { addressesOf, type Lookups } from './lookups.ts'

/** Where mail for a domain goes. */
export interface Exchangers {
  readonly finding: Finding
  /** Names, the preferred one first. */
  readonly names: readonly string[]
  readonly addresses: readonly string[]
}

/** Exchangers that are looked at: more do not occur. */
const MAX_EXCHANGERS = 20
/** Exchangers that a text names. */
const MAX_NAMED = 4

/** Looks at the mail exchangers of a domain (RFC 5321 section 5.1, RFC 7505). */
export async function lookAtMx(domain: string, isRequired: boolean, lookups: Lookups): Promise<Exchangers> {
  const { records, exists } = await lookups.ask(domain, 'MX')
  const all = records
    .map((text) => /^(\d+) (.*)$/.exec(text))
    .flatMap((match) => (match ? [{ preference: Number(match[1]), name: match[2]! }] : []))
    .sort((a, b) => a.preference - b.preference)
  const nothing = { names: [], addresses: [] }
  if (all.length === 0) {
    const detail = exists
      ? `${domain} has no MX record: add one that names the mail server`
      : `the DNS does not know ${domain}`
    return { finding: absent('mx', isRequired, detail), ...nothing }
  }
  const isNull = all.some(({ name }) => name === '.')
  if (isNull && all.length === 1) {
    const detail = `${domain} says that it takes no mail (null MX)`
    return { finding: isRequired ? absent('mx', true, detail) : judged('mx', [], detail), ...nothing }
  }
  const names = all.map(({ name }) => name).filter((name) => name !== '.')
  const looked = await Promise.all(names.slice(0, MAX_EXCHANGERS).map((name) => lookAtExchanger(name, lookups)))
  const flaws = looked.flatMap((each) => each.flaws)
  if (isNull) flaws.unshift(wrong('a null MX beside others (RFC 7505): take one or the other out'))
  const addresses = [...new Set(looked.flatMap((each) => each.addresses))]
  if (addresses.length === 0 && looked.length > 0 && looked.every(({ isName }) => isName))
    flaws.unshift(wrong('none of the mail exchangers has an address: no mail arrives', 'mismatch'))
  const shown = `${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`
  return { finding: judged('mx', flaws, shown), names, addresses }
}

async function lookAtExchanger(name: string, lookups: Lookups) {
  if (isIP(name))
    return { isName: false, addresses: [], flaws: [wrong(`the exchanger ${name} is an address: it must be a name`)] }
  const [alias, addresses] = await Promise.all([lookups.ask(name, 'CNAME'), addressesOf(name, lookups)])
  const flaws: Flaw[] = []
  if (alias.records[0] !== undefined)
    flaws.push(
      weak(`${name} is an alias of ${alias.records[0]}: an exchanger must have its own address (RFC 2181)`, 'protocol'),
    )
  if (addresses.length === 0) flaws.push(weak(`${name} has no address: add one, or take the exchanger out`))
  return { isName: true, addresses, flaws }
}
