import type { ChassisKind } from './identity.ts'

/** What a device says of one neighbour. Texts are one line without control characters; empty: it does not say. */
export interface Neighbour {
  readonly protocol: 'lldp' | 'cdp'
  readonly localPort: string
  readonly ifIndex: number | undefined
  readonly chassis: string
  readonly chassisKind: ChassisKind
  readonly name: string
  readonly port: string
  readonly portDescription: string
  readonly addresses: readonly string[]
  readonly capabilities: readonly string[]
  readonly platform: string
}

/** ifName by ifIndex. */
export type PortNames = ReadonlyMap<number, string>
