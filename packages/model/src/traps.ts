import type { SecretRef } from './secret.ts'

/** A user of SNMPv3 whose traps and informs are believed (RFC 3414), secrets as references. */
export interface TrapUser {
  readonly user: string
  readonly auth?: { readonly protocol: string; readonly key: SecretRef } | undefined
  readonly priv?: { readonly protocol: string; readonly key: SecretRef } | undefined
}

/** A device of the inventory as a sender of traps. */
export interface TrapDevice {
  readonly site: string
  readonly device: string
  readonly address: string
  /** Far ends of the links that end on it: other addresses of the same device. */
  readonly gateways: readonly string[]
  /** The links that end on it, by id. */
  readonly links: readonly string[]
}

/** What an agent needs to receive traps: part of its plan. */
export interface TrapListening {
  /** `address:port` on UDP. */
  readonly listen: string
  /** Communities of v1 and v2c that are taken; none named: all are. */
  readonly communities: readonly SecretRef[]
  readonly users: readonly TrapUser[]
  /** Of one source: this many a second for long, and this many at once. */
  readonly rate: number
  readonly burst: number
  readonly devices: readonly TrapDevice[]
}
