import { type FieldValue, int, type Point, type TrapDevice } from '@vonggac/model'
import type { SnmpVersion, Trap } from './trap-pdu.ts'
import type { TrapReading } from './trap-reading.ts'

/** A trap with where it came from. */
export interface HeardTrap {
  readonly trap: Trap
  readonly reading: TrapReading
  readonly version: SnmpVersion
  readonly isInform: boolean
  /** The address that sent it. */
  readonly sender: string
  /** The device of the inventory that it is about, where there is one. */
  readonly device: TrapDevice | undefined
  /** Unix epoch ms. */
  readonly at: number
}

/** Traps of one millisecond are told apart by their nanoseconds. */
const NANOS = 1_000_000

/**
 * A trap as measurement `snmp_trap`, named as Telegraf does. Tags are only what the configuration and our own tables have:
 * anybody can send from any address whatever OID he likes, and each would start a series that the store keeps for ever.
 * So the address of a stranger is only the field `sender`, and an OID without a name only the field `trap_oid`.
 */
export function trapPoint(heard: HeardTrap, agent: { id: string; sequence: number }): Point {
  const { trap, reading, version, isInform, sender, device, at } = heard
  const fields: Record<string, FieldValue> = {
    ...reading.named,
    sender,
    trap_oid: trap.oid,
    inform: isInform,
    summary: reading.summary,
  }
  if (trap.upTime !== undefined) fields.sysUpTimeInstance = int(trap.upTime)
  if (trap.about !== undefined && trap.about !== sender) fields.agent_address = trap.about
  if (reading.effect) fields.effect = reading.effect
  if (reading.others) fields.varbinds = reading.others
  return {
    measurement: 'snmp_trap',
    tags: {
      ...(device && { source: device.address, site: device.site, device: device.device }),
      name: reading.name ?? 'other',
      ...(reading.name && { oid: trap.oid }),
      version,
      agent: agent.id,
    },
    fields,
    timestamp: at,
    nanos: agent.sequence % NANOS,
  }
}

/** For people: a line of what, from whom, and the values behind it. */
export function trapText({ trap, reading, version, isInform, sender, at }: HeardTrap): string {
  const values = Object.entries(reading.named).map(([name, value]) => `${name}=${value}`)
  const oid = reading.name ? ` (${trap.oid})` : ''
  const effect = reading.effect ? `, acts: ${reading.effect}` : ''
  const head = `${new Date(at).toISOString()}  ${sender}  v${version} ${isInform ? 'inform' : 'trap'}  ${reading.summary}${oid}${effect}`
  return [head, ...[...values, reading.others].filter(Boolean).map((line) => `    ${line}`)].join('\n')
}
