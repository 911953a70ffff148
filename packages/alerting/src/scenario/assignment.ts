import type { Notification } from './notification.ts'
import type { Slot } from './verdict.ts'

/**
 * Gives messages to the expectations that accept them, each message to one, so that as many expectations as possible have what
 * they need at least; then the rest, up to what each takes at most. Augmenting paths (Kuhn 1955).
 */
export function assign(slots: readonly Slot[], messages: readonly Notification[]): Notification[][] {
  const taken: Notification[][] = slots.map(() => [])
  const owner = new Map<Notification, number>()
  for (const limit of ['min', 'max'] as const) {
    for (const index of slots.keys()) {
      const most = Math.min(slots[index]![limit], messages.length)
      while (taken[index]!.length < most && find(index, { slots, messages, taken, owner, seen: new Set() })) {}
    }
  }
  return taken
}

interface Search {
  readonly slots: readonly Slot[]
  readonly messages: readonly Notification[]
  readonly taken: Notification[][]
  readonly owner: Map<Notification, number>
  readonly seen: Set<Notification>
}

/** Finds one more message for a slot: a free one, or one whose owner finds another. */
function find(index: number, search: Search): boolean {
  const { slots, messages, taken, owner, seen } = search
  for (const message of messages) {
    if (seen.has(message) || owner.get(message) === index || !slots[index]!.accepts(message)) continue
    seen.add(message)
    const other = owner.get(message)
    if (other !== undefined) {
      taken[other]!.splice(taken[other]!.indexOf(message), 1)
      owner.delete(message)
      if (!find(other, search)) {
        taken[other]!.push(message)
        owner.set(message, other)
        continue
      }
    }
    taken[index]!.push(message)
    owner.set(message, index)
    return true
  }
  return false
}
