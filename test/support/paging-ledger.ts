import type { Arrival } from './paging-receiver.ts'

/** An incident as the collector tells of it afterwards. */
export interface ToldIncident {
  readonly id: string
  readonly node: string
  readonly timeline: readonly { readonly text: string }[]
}

/** What is expected of paging: each node was cut once, and is well again. */
export interface Expected {
  readonly nodes: readonly string[]
  readonly incidents: readonly ToldIncident[]
  /** The channel that hears everything. */
  readonly broadcast: string
  /** When an acknowledgement was confirmed, Unix ms, by node. */
  readonly acknowledgedAt: ReadonlyMap<string, number>
  /** Who is told by which level, by the note that begins it; `null`: at once. */
  readonly levels: readonly { readonly person: string; readonly note: string | null }[]
}

/** How paging did; everything but `pages` and `repeats` must be none. */
export interface Ledger {
  /** Messages, each key once. */
  readonly pages: number
  readonly lost: readonly string[]
  /** The same said to the same receiver under different keys. */
  readonly doubled: readonly string[]
  readonly endsWithoutBeginning: readonly string[]
  readonly outOfOrder: readonly string[]
  readonly toldAfterAcknowledgement: readonly string[]
  /** The same key once more, although the answer to the one before had gone out; and where it had not. */
  readonly repeatsAfterAnswer: readonly string[]
  readonly repeatsBeforeAnswer: readonly string[]
}

/** A message that was on its way when somebody acknowledged may still arrive, ms. */
const ON_ITS_WAY_MS = 1_000

/** Compares what arrived with what should have. Pure. */
export function ledgerOf(arrivals: readonly Arrival[], expected: Expected): Ledger {
  const first = [...Map.groupBy(arrivals, ({ key }) => key).values()].map(([one]) => messageOf(one!, expected))
  const of = (node: string, told: string, receiver: string) =>
    first.filter((one) => one.node === node && one.told === told && one.receiver === receiver)
  const receivers = [...new Set(first.map(({ receiver }) => receiver))]
  const pairs = expected.nodes.flatMap((node) => receivers.map((receiver) => ({ node, receiver })))
  const named = (is: (node: string, receiver: string) => boolean) =>
    pairs.flatMap(({ node, receiver }) => (is(node, receiver) ? [`${node} ${receiver}`] : []))
  const began = (node: string, receiver: string) => of(node, 'opened', receiver)
  const ended = (node: string, receiver: string) => of(node, 'resolved', receiver)
  const again = repeats(arrivals)
  return {
    pages: first.length,
    lost: [
      ...expected.nodes.filter((node) => expected.incidents.filter((one) => one.node === node).length !== 1),
      ...named((node, receiver) => began(node, receiver).length > 0 && ended(node, receiver).length === 0),
      ...expected.nodes.filter((node) => began(node, expected.broadcast).length === 0),
      ...unheard(expected, (node, person) => began(node, person).length > 0),
    ],
    doubled: named((node, receiver) =>
      ['opened', 'resolved'].some((told) =>
        [...Map.groupBy(of(node, told, receiver), ({ channel }) => channel).values()].some((all) => all.length > 1),
      ),
    ),
    endsWithoutBeginning: named(
      (node, receiver) => ended(node, receiver).length > 0 && began(node, receiver).length === 0,
    ),
    outOfOrder: named((node, receiver) => {
      const [end] = ended(node, receiver)
      return (
        end !== undefined && began(node, receiver).some(({ at, channel }) => channel === end.channel && at > end.at)
      )
    }),
    toldAfterAcknowledgement: first
      .filter(({ node, told, at, receiver }) => {
        const acknowledged = expected.acknowledgedAt.get(node)
        return (
          acknowledged !== undefined &&
          told === 'opened' &&
          receiver !== expected.broadcast &&
          at > acknowledged + ON_ITS_WAY_MS
        )
      })
      .map(({ node, receiver }) => `${node} ${receiver}`),
    ...again,
  }
}

/** Who should have been told by his level, and neither was nor did anybody say why not. */
function unheard({ incidents, levels }: Expected, wasTold: (node: string, person: string) => boolean): string[] {
  return incidents.flatMap(({ node, timeline }) => {
    const said = timeline.map(({ text }) => text).join('\n')
    return levels.flatMap(({ person, note }) => {
      const isDue = note === null || said.includes(note)
      return !isDue || wasTold(node, person) || /not delivered, and withdrawn/.test(said)
        ? []
        : [`${node} ${person}: ${said.replaceAll('\n', '; ')}`]
    })
  })
}

/** `INCIDENT:opened:CHANNEL[:PERSON]`, with what that says. */
function messageOf({ key, at, channel }: Arrival, { incidents }: Expected) {
  const [id, told = '', by = '', person] = key.split(':')
  const node = incidents.find((one) => one.id === id)?.node ?? `an incident nobody knows: ${id}`
  return { node, told, channel, at, receiver: person ?? by }
}

function repeats(arrivals: readonly Arrival[]): Pick<Ledger, 'repeatsAfterAnswer' | 'repeatsBeforeAnswer'> {
  const known = new Map<string, boolean>()
  const after: string[] = []
  const before: string[] = []
  for (const { key, answered } of arrivals) {
    const was = known.get(key)
    if (was !== undefined) (was ? after : before).push(key)
    known.set(key, answered || (was ?? false))
  }
  return { repeatsAfterAnswer: after, repeatsBeforeAnswer: before }
}
