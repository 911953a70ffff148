import { type FieldValue, formatDuration } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import { interfaceNames } from './interfaces.ts'
import type { Rows } from './walk.ts'

/** Which interfaces of a device should be up and are not. Pure: what it has to remember comes in and goes out. */

export type WatchConfig = NonNullable<SnmpConfig['watch']>

/** What is remembered of a device's interfaces, by name, since an ifIndex may move. Only of those that are watched. */
export interface WatchMemory {
  /** Up at the last poll. */
  readonly up: ReadonlySet<string>
  /** Down and missed. */
  readonly missed: ReadonlyMap<string, Missed>
}

interface Missed {
  /** When it was first found so, and found shut by an administrator, by the monotonic clock; `undefined`: it was never seen up, or is not shut. */
  readonly since: number | undefined
  readonly shutSince: number | undefined
}

/** What came of a poll: one line for people, empty when all is well. */
export interface WatchVerdict {
  readonly memory: WatchMemory
  readonly trouble: string
  /** Interfaces that links name and the device does not have: a slip in the inventory, which is no outage. */
  readonly note: string
}

/** Somebody shut an interface that no link names: told for this long, ms, then it is as he wants it. */
const SHUT_MS = 900_000
/** An interface that no link names and that stays down for this long, ms, is no longer used. */
const UNUSED_MS = 86_400_000
/** More interfaces than this in a line are no use to anybody. */
const MAX_NAMED = 4

/** ifOperStatus and ifAdminStatus (RFC 2863): testing, unknown and dormant are not down. */
const OPER_UP = 1n
const OPER_DOWN: ReadonlySet<FieldValue | undefined> = new Set([2n, 6n, 7n])
const ADMIN_DOWN = 2n

type Row = ReadonlyMap<string, FieldValue>

/** `whole`: the poll read all there is, so that what it lacks is not there. */
export function watchInterfaces(
  { links, others }: WatchConfig,
  { rows, whole, now }: { readonly rows: Rows; readonly whole: boolean; readonly now: number },
  before: WatchMemory = NOTHING,
): WatchVerdict {
  const up = new Set<string>()
  const missed = new Map<string, Missed>()
  const wrong: string[] = []
  const wrongLinks: string[] = []
  const names = interfaceNames(rows)
  const linkOf = namedByLinks(links, rows)

  for (const [index, row] of rows) {
    const name = names.get(index)!
    const link = linkOf.get(index)
    const oper = row.get('ifOperStatus')
    if (link === undefined && !isWatched(others, row)) continue
    if (oper === OPER_UP) up.add(name)
    if (!OPER_DOWN.has(oper)) continue
    const known = before.missed.get(name)
    if (link === undefined && !known && !before.up.has(name)) continue
    const isShut = row.get('ifAdminStatus') === ADMIN_DOWN
    const since = known ? known.since : before.up.has(name) ? now : undefined
    const shutSince = isShut ? (known?.shutSince ?? now) : undefined
    if (link === undefined && isOver(now, { since, shutSince })) continue
    missed.set(name, { since, shutSince })
    const what = isShut ? 'is shut by an administrator' : 'is down'
    const list = link === undefined ? wrong : wrongLinks
    list.push(`${titleOf(name, row, link)} ${what}${sinceText(now, since)}`)
  }
  const { gone, unknown } = absent({ links, linkOf, before, whole })
  for (const { interface: name, link } of gone) {
    const since = before.missed.get(name)?.since ?? now
    missed.set(name, { since, shutSince: undefined })
    wrongLinks.push(`interface ${name} (link ${link}) is gone${sinceText(now, since)}`)
  }
  const kept = whole ? { up, missed } : merged(before, up, missed)
  const note = unknown.map(({ interface: name, link }) => `no interface ${name} (link ${link})`).join(', ')
  return { memory: kept, trouble: listed([...wrongLinks, ...wrong]), note }
}

const NOTHING: WatchMemory = { up: new Set(), missed: new Map() }

const isWatched = (others: WatchConfig['others'], row: Row): boolean =>
  others === 'all' || (others === 'aliased' && String(row.get('ifAlias') ?? '').trim() !== '')

const isOver = (now: number, { since, shutSince }: Missed): boolean =>
  (shutSince !== undefined && now - shutSince >= SHUT_MS) || (since !== undefined && now - since >= UNUSED_MS)

/** The link of each interface that one names, by ifIndex: by ifName, or by ifDescr, whatever the case. */
function namedByLinks(links: WatchConfig['links'], rows: Rows): Map<number, string> {
  const found = new Map<number, string>()
  for (const { interface: wanted, link } of links) {
    const index = indexOf(wanted, rows, 'ifName') ?? indexOf(wanted, rows, 'ifDescr')
    if (index !== undefined) found.set(index, link)
  }
  return found
}

const indexOf = (wanted: string, rows: Rows, column: string): number | undefined =>
  [...rows].find(([, row]) => String(row.get(column) ?? '').toLowerCase() === wanted.toLowerCase())?.[0]

/** Links whose interface the device does not have: `gone` when it was there before. */
function absent({
  links,
  linkOf,
  before,
  whole,
}: {
  links: WatchConfig['links']
  linkOf: ReadonlyMap<number, string>
  before: WatchMemory
  whole: boolean
}) {
  const there = new Set(linkOf.values())
  const lacking = whole ? links.filter(({ link }) => !there.has(link)) : []
  const wasThere = ({ interface: name }: WatchConfig['links'][number]) => before.up.has(name) || before.missed.has(name)
  return { gone: lacking.filter(wasThere), unknown: lacking.filter((each) => !wasThere(each)) }
}

/** What a poll in parts did not read is as it was. */
function merged(before: WatchMemory, up: ReadonlySet<string>, missed: ReadonlyMap<string, Missed>): WatchMemory {
  const stillUp = [...before.up].filter((name) => !missed.has(name))
  const stillMissed = [...before.missed].filter(([name]) => !up.has(name))
  return { up: new Set([...stillUp, ...up]), missed: new Map([...stillMissed, ...missed]) }
}

function titleOf(name: string, row: Row, link: string | undefined): string {
  const alias = String(row.get('ifAlias') ?? '').trim()
  const more = [alias && JSON.stringify(alias), link && `link ${link}`].filter(Boolean).join(', ')
  return `interface ${name}${more && ` (${more})`}`
}

const sinceText = (now: number, since: number | undefined) =>
  since === undefined ? '' : ` since ${formatDuration(Math.round((now - since) / 1_000) * 1_000)}`

const listed = (wrong: readonly string[]): string =>
  wrong.length > MAX_NAMED
    ? `${wrong.slice(0, MAX_NAMED).join(', ')} and ${wrong.length - MAX_NAMED} more`
    : wrong.join(', ')
