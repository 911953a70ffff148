/** A way to reach people, and how it did. Times are Unix epoch milliseconds. */
export interface ChannelStatus {
  readonly id: string
  readonly kind: string
  /** By the last attempt; `unused`: nothing has been sent yet. */
  readonly state: 'ok' | 'failing' | 'unused'
  readonly delivered_at: number | null
  readonly failed_at: number | null
  /** What was wrong the last time that it failed. */
  readonly error: string | null
  /** Whom it can reach, where it reaches people by their own address; null where its receivers are its own. */
  readonly people: readonly { readonly id: string; readonly name: string }[] | null
}

/** How the outgoing heartbeat goes. */
export interface HeartbeatStatus {
  /** When the outside service last answered. */
  readonly beaten_at: number | null
  readonly failed_at: number | null
  /** Why there is none now; null: all is well. */
  readonly error: string | null
}

/** What came of a test message. */
export interface ChannelTest {
  readonly channel: string
  readonly at: number
  readonly delivered: boolean
  readonly error: string | null
  readonly took_ms: number
}
