import type { Profile } from '@vonggac/model'

/** Which profile a device gets, and why. */
export interface ProfileChoice {
  readonly profile: Profile
  readonly why: string
}

/** What a device is by its own words. */
export interface Identity {
  readonly sysObjectID: string | undefined
  readonly sysDescr: string | undefined
}

/** The profile of devices that no other one is for. */
const FALLBACK = 'generic'

/**
 * The profile that the inventory names; else the one with the longest sysObjectID that fits, one that also asks for a fitting
 * sysDescr before one that does not; else the generic one. Pure. `undefined` where there is none at all.
 */
export function chooseProfile(
  profiles: readonly Profile[],
  { sysObjectID = '', sysDescr = '' }: Identity,
  named?: string,
): ProfileChoice | undefined {
  const byName = named === undefined ? undefined : profiles.find(({ id }) => id === named)
  if (byName) return { profile: byName, why: 'named' }
  const oid = sysObjectID.replace(/^\./, '')
  let best: { profile: Profile; rank: number; why: string } | undefined
  for (const profile of profiles) {
    for (const match of profile.match) {
      if (oid !== match.sysObjectID && !oid.startsWith(`${match.sysObjectID}.`)) continue
      if (match.sysDescr !== undefined && !new RegExp(match.sysDescr, 'i').test(sysDescr)) continue
      const rank = 2 * match.sysObjectID.length + (match.sysDescr === undefined ? 0 : 1)
      if (best && best.rank >= rank) continue
      best = { profile, rank, why: `sysObjectID ${match.sysObjectID}${match.sysDescr ? ` and sysDescr` : ''}` }
    }
  }
  if (best) return best
  const generic = profiles.find(({ id }) => id === FALLBACK)
  return generic && { profile: generic, why: 'no other profile is for it' }
}
