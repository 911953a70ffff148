import type { AuditEntry, Role, SessionDocument, SessionStatus, TokenStatus, UserStatus } from './document.ts'

/** What may be changed of a user; what is left out stays. */
export interface UserChange {
  readonly role?: Role
  readonly disabled?: boolean
}

/** What the console asks about people: who is here, who may come in, who did what. Rejects as `Client` does. */
export interface PeopleClient {
  /** Who asks; answered for nobody as well. */
  session(signal?: AbortSignal): Promise<SessionDocument>
  signIn(user: string, password: string): Promise<SessionDocument>
  signOut(): Promise<SessionDocument>
  changePassword(password: string, next: string): Promise<SessionDocument>
  /** One's own sessions. */
  sessions(signal?: AbortSignal): Promise<readonly SessionStatus[]>
  /** Here as well. */
  signOutEverywhere(): Promise<void>
  users(signal?: AbortSignal): Promise<readonly UserStatus[]>
  /** Gives the password that was made. */
  addUser(user: { readonly id: string; readonly name: string; readonly role: Role }): Promise<string | null>
  changeUser(id: string, change: UserChange): Promise<void>
  /** Gives the new password. */
  resetPassword(id: string): Promise<string | null>
  removeUser(id: string): Promise<void>
  tokens(signal?: AbortSignal): Promise<readonly TokenStatus[]>
  /** Gives the key, which is told this once. `expires_at`: Unix ms. */
  addToken(token: { readonly name: string; readonly role: Role; readonly expires_at: number | null }): Promise<string>
  revokeToken(id: string): Promise<void>
  /** A page of the audit log, newest first; `before`: the `next` of the page before. */
  audit(query: { readonly who: string; readonly before: number | null }, signal?: AbortSignal): Promise<AuditPage>
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly next: number | null
}

/** Entries of a page of the audit log. */
const AUDIT_PAGE = 50

/** `send` asks for a path after `/api/v1`, and rejects for what is no success. */
export function createPeopleClient(send: (path: string, init: RequestInit) => Promise<Response>): PeopleClient {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const init: RequestInit =
      body === undefined
        ? { method }
        : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await send(path, init)).json() as Promise<T>
  }
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await send(path, signal ? { signal } : {})).json() as Promise<T>
  const user = (id: string) => `/users/${encodeURIComponent(id)}`
  return {
    session: (signal) => get('/session', signal),
    signIn: (id, password) => ask('POST', '/session', { user: id, password }),
    signOut: () => ask('DELETE', '/session'),
    changePassword: (password, next) => ask('POST', '/session/password', { password, new_password: next }),
    sessions: async (signal) => (await get<{ sessions: readonly SessionStatus[] }>('/sessions', signal)).sessions,
    signOutEverywhere: () => ask('DELETE', '/sessions'),
    users: async (signal) => (await get<{ users: readonly UserStatus[] }>('/users', signal)).users,
    addUser: async (given) => (await ask<{ password: string | null }>('POST', '/users', given)).password,
    changeUser: (id, change) => ask('PATCH', user(id), change),
    resetPassword: async (id) => (await ask<{ password: string | null }>('POST', `${user(id)}/password`, {})).password,
    removeUser: (id) => ask('DELETE', user(id)),
    tokens: async (signal) => (await get<{ tokens: readonly TokenStatus[] }>('/tokens', signal)).tokens,
    addToken: async (token) => (await ask<{ key: string }>('POST', '/tokens', token)).key,
    revokeToken: (id) => ask('DELETE', `/tokens/${encodeURIComponent(id)}`),
    audit: ({ who, before }, signal) => {
      const query = new URLSearchParams({
        limit: String(AUDIT_PAGE),
        ...(who && { who }),
        ...(before !== null && { before: String(before) }),
      })
      return get(`/audit?${query}`, signal)
    },
  }
}
