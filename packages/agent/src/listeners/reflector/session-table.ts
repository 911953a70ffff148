import { RateLimit } from './rate-limit.ts'

/** Peers remembered, and sessions of each, at most: the least recently heard goes first, and nobody can push out another's sessions. */
const MAX_PEERS = 1_024
const MAX_SESSIONS = 64
/** A session that is silent for this long is over, ms: longer than any gap in a stream, shorter than a reused port. */
const SESSION_IDLE_MS = 120_000

interface Session {
  count: number
  heardAt: number
}

interface Peer {
  readonly limit: RateLimit
  readonly sessions: Map<number, Session>
  heardAt: number
}

/** Who has been heard, and how many packets of each session: what makes a reflector stateful (RFC 8762 §4). Bounded. */
export class SessionTable {
  readonly #peers = new Map<string, Peer>()
  readonly #perSecond: number

  /** `perSecond`: packets that a peer may send. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** The peer of an address, known from now on. */
  peer(address: string, now: number): Peer {
    const known = this.#peers.get(address)
    if (known) {
      known.heardAt = now
      return known
    }
    if (this.#peers.size >= MAX_PEERS) this.#peers.delete(oldest(this.#peers))
    const peer = { limit: new RateLimit(this.#perSecond, now), sessions: new Map(), heardAt: now }
    this.#peers.set(address, peer)
    return peer
  }

  /** How many packets of this session came before this one, which is counted. */
  count({ sessions }: Peer, port: number, { ssid, now }: { readonly ssid: number; readonly now: number }): number {
    const key = port * 0x1_0000 + ssid
    const session = sessions.get(key)
    if (session && now - session.heardAt <= SESSION_IDLE_MS) {
      session.heardAt = now
      return session.count++
    }
    if (!session && sessions.size >= MAX_SESSIONS) sessions.delete(oldest(sessions))
    sessions.set(key, { count: 1, heardAt: now })
    return 0
  }

  /** Forgets what has been silent. */
  age(now: number): void {
    for (const [address, peer] of this.#peers) {
      for (const [key, session] of peer.sessions) {
        if (now - session.heardAt > SESSION_IDLE_MS) peer.sessions.delete(key)
      }
      if (now - peer.heardAt > SESSION_IDLE_MS) this.#peers.delete(address)
    }
  }

  get sessions(): number {
    let sum = 0
    for (const { sessions } of this.#peers.values()) sum += sessions.size
    return sum
  }

  get peers(): number {
    return this.#peers.size
  }
}

function oldest<Key>(entries: ReadonlyMap<Key, { readonly heardAt: number }>): Key {
  let found: { key: Key; heardAt: number } | undefined
  for (const [key, { heardAt }] of entries) if (!found || heardAt < found.heardAt) found = { key, heardAt }
  return found!.key
}
