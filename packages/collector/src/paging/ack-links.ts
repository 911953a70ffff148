import { randomBytes } from 'node:crypto'
import type { LinkReceiver, Message } from '@vonggac/alerting'
import type { Clock, Log } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { IncidentDetail } from '../api-types.ts'
import { HttpProblem } from '../problem.ts'
import { writeAudit } from '../state/audit.ts'
import { findIncident } from '../state/incidents.ts'
import type { State } from '../state/tables.ts'
import { type AckLink, openedLink, sealedLink } from './ack-link.ts'

/** How long a link of a message is good, ms: whoever reads a message later signs in and looks first. */
const GOOD_MS = 24 * 3_600_000

/** What a link is worth now. */
export type LinkState =
  | { readonly state: 'good'; readonly incidents: readonly IncidentDetail[]; readonly who: string }
  /** It leads nowhere, or says what we never said. */
  | { readonly state: 'unknown' }
  | { readonly state: 'expired' }
  | { readonly state: 'used'; readonly at: number; readonly by: string }
  /** There is nothing to acknowledge any more. */
  | { readonly state: 'resolved' | 'acknowledged'; readonly incidents: readonly IncidentDetail[] }

/** Links by which the receivers of messages acknowledge without signing in. */
export interface AckLinks {
  /** The path of a link for a receiver of a message of this moment; the same at every replay. Of a storm: its id. */
  pathFor(incident: string, receiver: Pick<LinkReceiver, 'channel' | 'person'>, at: number): string
  /** What a link is worth; nothing is changed by asking. */
  look(token: string): Promise<LinkState>
  /** Acknowledges by a link, once. What is no longer good is logged, and in the audit log where we know whose it was. */
  use(
    token: string,
    acknowledge: Acknowledge,
  ): Promise<LinkState | { readonly state: 'done'; readonly incidents: readonly IncidentDetail[] }>
}

/** Makes a person the one who takes care; rejects with an `HttpProblem` when that is not possible. */
export type Acknowledge = (incident: string, by: string) => Promise<IncidentDetail>

interface Parts {
  readonly config: Config
  readonly state: State
  readonly clock: Clock
  readonly log: Log
}

/** The key is made at the first start and kept in the state database. */
export async function openAckLinks({ config, state, clock, log }: Parts): Promise<AckLinks> {
  const key = await signingKey(state)
  const nameOf = (who: string) =>
    who.startsWith('@') ? who.slice(1) : (config.oncall.people.find(({ id }) => id === who)?.name ?? who)

  const look = async (token: string): Promise<{ link: (AckLink & { seal: string }) | undefined; found: LinkState }> => {
    const link = openedLink(key, token)
    if (!link) return { link, found: { state: 'unknown' } }
    const used = await state.selectFrom('used_links').selectAll().where('seal', '=', link.seal).executeTakeFirst()
    if (used) return { link, found: { state: 'used', at: used.at, by: used.by } }
    if (link.until <= clock.now()) return { link, found: { state: 'expired' } }
    const incidents = await meantBy(state, link.incident)
    if (incidents.length === 0) return { link, found: { state: 'unknown' } }
    const lasting = incidents.filter((one) => one.state !== 'resolved')
    if (lasting.length === 0) return { link, found: { state: 'resolved', incidents } }
    const open = lasting.filter(({ acked_by }) => acked_by === null)
    if (open.length === 0) return { link, found: { state: 'acknowledged', incidents: lasting } }
    return { link, found: { state: 'good', incidents: open, who: nameOf(link.who) } }
  }
  return {
    pathFor: (incident, { channel, person }, at) =>
      `/a/${sealedLink(key, { incident, who: person ?? `@${channel}`, until: at + GOOD_MS })}`,
    look: async (token) => (await look(token)).found,
    async use(token, acknowledge) {
      const { link, found } = await look(token)
      if (link && found.state === 'good') {
        const done: IncidentDetail[] = []
        for (const { run } of found.incidents) {
          const one = await acknowledge(run, found.who).catch(refused)
          if (one) done.push(one)
        }
        if (done.length > 0) {
          // Only afterwards: a crash between the two must not leave a link used and nobody who takes care.
          await useUp(state, { seal: link.seal, at: clock.now(), by: found.who })
          return { state: 'done', incidents: done }
        }
      }
      const why = found.state === 'good' ? 'resolved' : found.state
      log.warn('a link to acknowledge was refused', { why, incident: link?.incident, who: link?.who })
      if (link) {
        const what = 'link to acknowledge refused'
        await writeAudit(state, { at: clock.now(), by: nameOf(link.who), what, target: link.incident, detail: why })
      }
      return found.state === 'good' ? { state: 'resolved', incidents: found.incidents } : found
    },
  }
}

/** The incident of a link, or all those of a storm, as its message named them. Those that are gone are left out. */
async function meantBy(state: State, id: string): Promise<IncidentDetail[]> {
  const own = await findIncident(state, id)
  if (own) return [own]
  const row = await state
    .selectFrom('outbox')
    .select('message')
    .where('incident', '=', id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const { incidents = [] } = row ? (JSON.parse(row.message) as Message) : {}
  const found = await Promise.all(incidents.map((one) => findIncident(state, one)))
  return found.filter((one) => one !== undefined)
}

/** It was over, or somebody else's, in the moment between. */
function refused(error: unknown): undefined {
  if (!(error instanceof HttpProblem)) throw error
}

const useUp = (state: State, row: { seal: string; at: number; by: string }) =>
  state
    .insertInto('used_links')
    .values(row)
    .onConflict((conflict) => conflict.column('seal').doNothing())
    .execute()

async function signingKey(state: State): Promise<Buffer> {
  const row = { name: 'acknowledge', key: randomBytes(32).toString('hex') }
  await state
    .insertInto('signing_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { key } = await state
    .selectFrom('signing_keys')
    .select('key')
    .where('name', '=', row.name)
    .executeTakeFirstOrThrow()
  return Buffer.from(key, 'hex')
}
