import { type Flaw, weak, wrong } from '../finding.ts'
import { type Lookups, textsOf } from '../lookups.ts'
import { hasMacro, type Mechanism, parseSpf, type SpfRecord } from './record.ts'

/** Terms that ask the DNS, over all includes, and those of them that find nothing (RFC 7208 section 4.6.4). */
export const MAX_LOOKUPS = 10
const MAX_VOID = 2
/** Exchangers of one `mx` whose addresses a receiver asks for (same section). */
const MAX_EXCHANGERS = 10
/** The audit goes on beyond what receivers do, so that the figure can be told, and stops here. */
const MAX_WALKED = 60

/** What a walk through a record and its includes has found. */
interface Walk {
  readonly lookups: Lookups
  count: number
  readonly voids: string[]
  readonly flaws: Flaw[]
  /** Domains on the way down to where the walk is. */
  readonly above: string[]
}

/** What is wrong with the SPF of a domain, whoever sends. Each term counts, as for a sender that matches none. */
export async function auditSpf(
  domain: string,
  record: SpfRecord,
  lookups: Lookups,
): Promise<{ flaws: Flaw[]; count: number }> {
  const walk: Walk = { lookups, count: 0, voids: [], flaws: [], above: [] }
  await walkRecord(domain, record, true, walk)
  const flaws = [...walk.flaws]
  if (walk.count > MAX_LOOKUPS) {
    const figure = walk.count >= MAX_WALKED ? `more than ${MAX_WALKED}` : `${walk.count}`
    flaws.unshift(
      wrong(`SPF takes ${figure} lookups, and receivers stop after ${MAX_LOOKUPS}: replace includes by ip4 and ip6`),
    )
  }
  if (walk.voids.length > MAX_VOID)
    flaws.push(
      wrong(
        `SPF asks for ${walk.voids.length} names that are not there (${walk.voids.slice(0, 4).join(', ')}), and receivers stop after ${MAX_VOID}`,
      ),
    )
  else if (walk.voids.length > 0) flaws.push(weak(`SPF asks for what is not there: ${walk.voids.join(', ')}`))
  return { flaws, count: walk.count }
}

/** `isTop`: the record speaks for the domain itself, its `all` with it; so does one that it redirects to. */
async function walkRecord(
  domain: string,
  { mechanisms, redirect }: SpfRecord,
  isTop: boolean,
  walk: Walk,
): Promise<void> {
  walk.above.push(domain.toLowerCase())
  for (const mechanism of mechanisms) {
    if (walk.count >= MAX_WALKED) break
    if (mechanism.name === 'all') {
      judgeAll(mechanism, domain, isTop, walk)
      break
    }
    await walkMechanism(domain, mechanism, walk)
  }
  const endsInAll = mechanisms.some(({ name }) => name === 'all')
  if (!endsInAll && redirect !== undefined && walk.count < MAX_WALKED) {
    walk.count += 1
    await descend(redirect, 'redirect', isTop, walk)
  } else if (!endsInAll && isTop) walk.flaws.push(weak('SPF says nothing of other senders: end it with -all'))
  walk.above.pop()
}

function judgeAll({ qualifier }: Mechanism, domain: string, isTop: boolean, { flaws }: Walk) {
  if (qualifier === '+')
    flaws.push(wrong(`+all in the SPF of ${domain} lets the whole world send: write -all`, 'mismatch'))
  else if (isTop && qualifier === '?') flaws.push(weak('?all says nothing of other senders: write -all'))
}

async function walkMechanism(domain: string, mechanism: Mechanism, walk: Walk): Promise<void> {
  switch (mechanism.name) {
    case 'include':
      walk.count += 1
      return descend(mechanism.domain, 'include', false, walk)
    case 'exists':
      walk.count += 1
      // What it asks for depends on the message.
      return
    case 'ptr':
      walk.count += 1
      walk.flaws.push(weak('SPF uses ptr, which is slow and not to be used any more (RFC 7208 section 5.5)'))
      return
    case 'a':
    case 'mx': {
      walk.count += 1
      const target = mechanism.domain ?? domain
      if (!hasMacro(target)) await lookAtTarget(target, mechanism.name, walk)
    }
  }
}

async function lookAtTarget(target: string, name: 'a' | 'mx', { lookups, voids, flaws }: Walk): Promise<void> {
  if (name === 'a') {
    // A receiver asks for the family of the sender; void is what has neither.
    const [v4, v6] = await Promise.all([lookups.ask(target, 'A'), lookups.ask(target, 'AAAA')])
    if (v4.records.length + v6.records.length === 0) voids.push(`a:${target}`)
    return
  }
  const { records } = await lookups.ask(target, 'MX')
  if (records.length === 0) voids.push(`mx:${target}`)
  if (records.length > MAX_EXCHANGERS)
    flaws.push(wrong(`mx:${target} has ${records.length} exchangers, and receivers stop after ${MAX_EXCHANGERS}`))
}

/** Goes into the record of another domain. */
async function descend(target: string, how: 'include' | 'redirect', isTop: boolean, walk: Walk): Promise<void> {
  const name = target.toLowerCase().replace(/\.$/, '')
  if (hasMacro(name)) return
  if (walk.above.includes(name)) {
    walk.flaws.push(wrong(`SPF goes round in a circle: ${[...walk.above, name].join(' → ')}`))
    return
  }
  const texts = await textsOf(name, 'v=spf1', walk.lookups)
  const of = `${how}:${name}`
  if (texts.length !== 1) {
    const count = texts.length === 0 ? 'no SPF record' : `${texts.length} SPF records`
    walk.flaws.push(wrong(`${of} leads to ${count}: take it out, or correct it`))
    return
  }
  const record = parseSpf(texts[0]!)
  if (typeof record === 'string') walk.flaws.push(wrong(`${of} leads to an SPF record that cannot be read: ${record}`))
  else await walkRecord(name, record, isTop, walk)
}
