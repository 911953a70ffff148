import type { Profile, ProfileTrap } from '@vonggac/model'
import type { Effect } from './notifications.ts'
import { type Names, standardNames } from './trap-reading.ts'

/** What a trap of a profile means to us. */
const effects: Readonly<Record<NonNullable<ProfileTrap['means']>, Effect>> = {
  'on-battery': 'ups-on-battery',
  'on-line': 'ups-back',
}

/** The names that are built in, and those of the profiles for whatever has none there. */
export function namesOf(profiles: readonly Profile[] = []): Names {
  const traps = new Map<string, ProfileTrap>()
  const values = new Map<string, string>()
  for (const profile of profiles) {
    for (const trap of profile.traps) {
      traps.set(trap.oid, trap)
      for (const [oid, name] of Object.entries(trap.varbinds)) values.set(oid, name)
    }
  }
  return {
    notification(oid) {
      const trap = traps.get(oid)
      const standard = standardNames.notification(oid)
      if (standard || !trap) return standard
      return { name: trap.name, ...(trap.means && { effect: effects[trap.means] }) }
    },
    value(oid) {
      const name = values.get(oid)
      return standardNames.value(oid) ?? (name === undefined ? undefined : { name, type: 'string' })
    },
  }
}
