import { globMatcher } from '@vonggac/model'
import { showAlert, touch } from './alert.ts'
import type { MaintenanceWindow } from './contract.ts'
import { noteLink, openMass } from './hub.ts'
import { suspect } from './opening.ts'
import { reason } from './reason.ts'
import type { CheckRecord, NodeRecord } from './record.ts'
import { endShield, shieldDescendants } from './shield.ts'
import { missAgain } from './silence.ts'
import type { World } from './world.ts'

/** What is worked on. A list that is set anew takes effect the next time that time passes. */
export interface Maintenance {
  readonly windows: readonly MaintenanceWindow[]
  /** The same, with what finds whether an id is meant. */
  readonly compiled: readonly Compiled[]
  /** When what is worked on changes; 0: at once. */
  nextAt: number
}

interface Compiled {
  readonly window: MaintenanceWindow
  readonly matches: (id: string) => boolean
}

/** Nobody works on anything. */
export const noMaintenance: Maintenance = { windows: [], compiled: [], nextAt: Number.POSITIVE_INFINITY }

/** The windows that are known from now on. What has been compiled before is kept. */
export function maintenanceOf(windows: readonly MaintenanceWindow[], before: Maintenance): Maintenance {
  if (windows.length === 0 && before.windows.length === 0) return before
  return { windows, compiled: windows.map((window) => ({ window, matches: matcherOf(window) })), nextAt: 0 }
}

function matcherOf({ match }: MaintenanceWindow): Compiled['matches'] {
  const globs = match.map(globMatcher)
  return (id) => globs.some((matches) => matches(id))
}

/** Windows begin and end: what of it anything is under, and what follows from that. */
export function applyMaintenance(world: World): void {
  const { maintenance, now } = world
  const open = maintenance.compiled.filter(({ window }) => window.from <= now && now < window.to)
  const changes = maintenance.windows.flatMap(({ from, to }) => [from, to]).filter((at) => at > now)
  maintenance.nextAt = changes.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
  const isUnder = (id: string) => open.some(({ matches }) => matches(id))
  const ended: CheckRecord[] = []
  for (const node of world.nodes.values()) {
    const before = node.maintained
    node.maintained = open.length > 0 && (isUnder(node.id) || isUnder(node.topology.site))
    for (const record of node.checks) {
      const maintained = node.maintained || (open.length > 0 && isUnder(record.check.id))
      if (maintained === record.maintained) continue
      record.maintained = maintained
      touch(world, record)
      showAlert(world, record, maintained ? reason('maintenance', namesOf(open)) : reason('maintenance-over'))
      if (!maintained) ended.push(record)
    }
    if (node.maintained !== before) changeNode(world, node)
  }
  for (const record of ended) endFor(world, record)
}

const namesOf = (open: readonly Compiled[]): string => open.map(({ window }) => window.id).join(', ')

/** What is behind a thing counts as cut off while that is worked on, and its failing is no sign of a failing hub. */
function changeNode(world: World, node: NodeRecord): void {
  noteLink(world, node)
  if (node.maintained) {
    node.openAt = 0
    node.escalateAt = 0
    shieldDescendants(world, node)
  } else if (node.massDown && !node.incident) {
    openMass(world, node)
  } else {
    endShield(world, node)
  }
}

/** What still fails when the maintenance is over is told like anything that begins to fail. */
function endFor(world: World, record: CheckRecord): void {
  if (record.excused) return
  if (record.missing) missAgain(world, record)
  else if (record.state.belief !== 'ok') suspect(world, record, reason('maintenance-over', record.why || undefined))
}
