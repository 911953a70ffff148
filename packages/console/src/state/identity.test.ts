import { expect, test } from 'vitest'
import { ApiError, type Client, UnreachableError } from '../api/client.ts'
import type { SessionDocument } from '../api/document.ts'
import { createIdentity, hasRole, type Identity, knownName, mayEnter, refreshIdentity } from './identity.ts'

const signedIn = (more: Partial<NonNullable<SessionDocument['user']>> = {}): SessionDocument => ({
  user: { id: 'lan', name: 'Lan', role: 'operator', kind: 'session', must_change: false, ...more },
  loopback: false,
  unclaimed: false,
})
const nobody: SessionDocument = { user: null, loopback: false, unclaimed: true }

test.for<{ name: string; identity: Identity; enters: boolean; handles: boolean; known: string | null }>([
  { name: 'whom we do not know yet', identity: null, enters: true, handles: true, known: null },
  { name: 'nobody', identity: nobody, enters: false, handles: false, known: null },
  {
    name: 'a trusted machine',
    identity: { user: null, loopback: true, unclaimed: false },
    enters: true,
    handles: true,
    known: null,
  },
  { name: 'an operator', identity: signedIn(), enters: true, handles: true, known: 'Lan' },
  { name: 'a viewer', identity: signedIn({ role: 'viewer' }), enters: true, handles: false, known: 'Lan' },
  { name: 'a token', identity: signedIn({ kind: 'token' }), enters: true, handles: true, known: null },
  {
    name: 'who has to choose a password',
    identity: signedIn({ must_change: true }),
    enters: false,
    handles: true,
    known: 'Lan',
  },
])('$name', ({ identity, enters, handles, known }) => {
  expect([mayEnter(identity), hasRole(identity, 'operator'), knownName(identity)]).toEqual([enters, handles, known])
})

test.for<{ name: string; session: () => Promise<SessionDocument>; after: Identity }>([
  { name: 'who is told', session: async () => signedIn(), after: signedIn() },
  {
    name: 'a token that is not accepted is nobody',
    session: () => Promise.reject(new ApiError(401, 'no')),
    after: { user: null, loopback: false, unclaimed: true },
  },
  {
    name: 'a collector that does not answer changes nothing',
    session: () => Promise.reject(new UnreachableError('no answer')),
    after: nobody,
  },
])('asking who we are: $name', async ({ session, after }) => {
  const identity = createIdentity()
  identity.dispatch(nobody)
  await refreshIdentity({ session } as Client, identity)
  expect(identity.state).toEqual(after)
})
