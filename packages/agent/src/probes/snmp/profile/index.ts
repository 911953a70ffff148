import type { Clock, Profile } from '@vonggac/model'
import type { Measured } from '../../../probe.ts'
import type { DeviceSession } from '../session.ts'
import { chooseProfile, type Identity, type ProfileChoice } from './choice.ts'
import { gather } from './gather.ts'
import { type Needs, needsOf } from './needs.ts'
import { profilePoints } from './points.ts'
import { type SensorReading, sensorReadings } from './sensors.ts'

/** What is remembered of a device between polls, so that what it does not have is not asked every minute. */
export interface ProfileMemory {
  readonly choice: ProfileChoice
  readonly needs: Needs
  /** When everything is asked again, by the monotonic clock, ms. */
  readonly dueAt: number
  /** When it was last read. */
  readonly readAt: number
  /** sysUpTime at the last poll, hundredths of a second: where it falls, the device restarted, maybe with other parts in it. */
  readonly ticks: number | undefined
}

/** What one poll read by the profile. */
export interface ProfileSnapshot {
  readonly choice: ProfileChoice
  readonly measured: readonly Measured[]
  /** The sensors that are not well, the worst first. */
  readonly troubled: readonly SensorReading[]
  /** What ended the reading early. */
  readonly problem: Error | undefined
  readonly memory: ProfileMemory | undefined
}

/** A card that is plugged in, a sensor that appears: found within this time, ms. */
const LOOK_AGAIN_MS = 3_600_000

/** A device that has not said everything by then is slow, and its interfaces matter more, ms. */
const MAX_READING_MS = 5_000

/** What is known of a device before it is asked. */
export interface Remembered {
  readonly identity: Identity
  /** The profile that the inventory names. */
  readonly named: string | undefined
  readonly memory: ProfileMemory | undefined
  /** sysUpTime now. */
  readonly ticks: number | undefined
}

/** Chooses a device's profile, unless that is remembered, and reads what it says. `undefined` where there is no profile for it. */
export async function readProfile(
  session: DeviceSession,
  profiles: readonly Profile[],
  device: Remembered,
  clock: Clock,
): Promise<ProfileSnapshot | undefined> {
  const now = clock.monotonic()
  const known = device.memory && now < device.memory.dueAt && !hasRestarted(device) ? device.memory : undefined
  const choice = known?.choice ?? chooseProfile(profiles, device.identity, device.named)
  if (!choice) return undefined
  const needs = known?.needs ?? needsOf(choice.profile)
  const gathered = await gather(session, needs, () => clock.monotonic() - now > MAX_READING_MS)
  const readings = sensorReadings(choice.profile, gathered)
  const has = (oid: string) => !gathered.absent.has(oid)
  const there = { scalars: needs.scalars.filter(has), columns: needs.columns.filter(has) }
  const learnt = gathered.problem ? undefined : { choice, needs: there, dueAt: now + LOOK_AGAIN_MS }
  const memory = (known ?? learnt) && { ...(known ?? learnt)!, readAt: now, ticks: device.ticks }
  const rank = ({ status }: SensorReading) => (status === 'fail' ? 0 : 1)
  return {
    choice,
    measured: [...profilePoints(choice.profile, gathered), ...readings.map(({ point }) => point)],
    troubled: readings.filter(({ status }) => status === 'fail' || status === 'warn').sort((a, b) => rank(a) - rank(b)),
    problem: gathered.problem,
    memory,
  }
}

const hasRestarted = ({ memory, ticks }: Remembered): boolean =>
  memory?.ticks !== undefined && ticks !== undefined && ticks < memory.ticks
