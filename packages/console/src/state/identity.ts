import { ApiError, type Client } from '../api/client.ts'
import type { Role, SessionDocument } from '../api/document.ts'
import type { LiveStore } from './session.ts'
import { createStore, type Store } from './store.ts'

/** Who looks at the console; `null`: not known yet. */
export type Identity = SessionDocument | null
export type IdentityStore = Store<Identity, Identity>

export const createIdentity = (): IdentityStore => createStore<Identity, Identity>((_, next) => next, null)

const nobody: SessionDocument = { user: null, loopback: false, unclaimed: false }
const ranks: readonly Role[] = ['viewer', 'operator', 'admin']

/** Whether the collector shows us anything: somebody is known, and has a password of his own. */
export const mayEnter = (identity: Identity): boolean =>
  identity === null || identity.loopback || (identity.user !== null && !identity.user.must_change)

/** Whether somebody has a role. What the collector has not told yet is offered: it refuses what may not be. */
export function hasRole(identity: Identity, role: Role): boolean {
  if (identity === null || identity.loopback) return true
  return identity.user !== null && ranks.indexOf(identity.user.role) >= ranks.indexOf(role)
}

/** The name under which somebody who signed in does things; `null`: forms have to ask. A token names nobody. */
export const knownName = (identity: Identity): string | null =>
  identity?.user?.kind === 'session' ? identity.user.name : null

/** Asks who we are. A token that is not accepted makes us nobody; where nobody answers, nothing changes. */
export async function refreshIdentity(client: Client, identity: IdentityStore, signal?: AbortSignal): Promise<void> {
  try {
    identity.dispatch(await client.session(signal))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      identity.dispatch({ ...nobody, unclaimed: identity.state?.unclaimed ?? false })
  }
}

/** Asks again when the stream has found out more than we know: that we are in after all, or are out. */
export function followIdentity(client: Client, identity: IdentityStore, live: LiveStore): void {
  let before = live.state.connection
  live.subscribe(() => {
    const { connection } = live.state
    if (connection === before) return
    before = connection
    if (connection === 'unauthorised' || (connection === 'live' && identity.state === null))
      void refreshIdentity(client, identity)
  })
}
