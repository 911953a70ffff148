import { isIP } from 'node:net'
import { type Clock, type Log, ProbeFailure, type Profile } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { lookAtCounters, rememberCounters } from './counter-watch.ts'
import { type Device, Devices } from './devices.ts'
import { Cancelled, StaleEngine } from './failure.ts'
import { type WatchVerdict, watchInterfaces } from './interface-watch.ts'
import type { CounterEvents } from './interfaces.ts'
import { keysOf } from './keys.ts'
import { readAll, readFast, readSystem, type Snapshot } from './poll.ts'
import { type ProfileSnapshot, readProfile } from './profile/index.ts'
import { Turns } from './profile/turns.ts'
import { readingOf, withProfile, withWatch } from './reading.ts'
import { silence } from './target.ts'

export interface SnmpDeps {
  readonly clock: Clock
  readonly log: Log
  /** What kinds of device are read beyond what all have in common. */
  readonly profiles?: readonly Profile[] | undefined
}

interface Polled {
  readonly snapshot: Snapshot
  readonly events: CounterEvents | undefined
  readonly watched: WatchVerdict | undefined
  readonly profiled: ProfileSnapshot | undefined
}

/**
 * Reads the system group and the interface tables of a device by SNMP v1, v2c or v3.
 * Between runs it keeps, for each device, a session and the values that hardly ever change.
 */
export function createSnmpProbe({ clock, profiles = [] }: SnmpDeps): Probe<SnmpConfig> {
  const devices = new Devices(clock)
  const turns = new Turns(clock)

  const attempt = async (config: SnmpConfig, { secret, signal }: ProbeContext): Promise<Polled> => {
    const device = await devices.of(config, keysOf(config.credential, secret))
    device.lastUsed = clock.monotonic()
    device.session.begin?.()
    const cancel = () => device.session.cancel(new Cancelled('the run is over'))
    signal.throwIfAborted()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const over = turns.first()
      const snapshot = await read(device, config, clock.monotonic()).finally(over)
      device.memory = snapshot.memory
      const watched = watchOn(device, config, snapshot)
      const profiled = isNews(device, watched)
        ? undefined
        : await profileOf(device, config, snapshot, { profiles, turns, clock })
      return { snapshot, events: eventsOf(device, snapshot), watched, profiled }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  return {
    kind: 'snmp',
    async run(config, context): Promise<Reading> {
      devices.prune()
      try {
        const { snapshot, events, watched, profiled } = await attempt(config, context).catch(async (error) => {
          if (!(error instanceof StaleEngine)) throw error
          await devices.reopen(config)
          return attempt(config, context)
        })
        // Stopping is no result; a deadline is one where something was read before it.
        if (context.signal.aborted && !isDeadline(context.signal.reason)) throw context.signal.reason
        return withWatch(withProfile(readingOf(snapshot, config, events), profiled), watched)
      } catch (error) {
        if (error instanceof Cancelled) throw context.signal.reason
        // The name may have moved, or the device was replaced: the next run starts afresh.
        if (isIP(config.address) === 0) devices.forget(config)
        throw error instanceof ProbeFailure && error.code === 'timeout' ? silence(config, error) : error
      }
    },
    close() {
      devices.close()
    },
  }
}

/** Somebody may be waiting to hear that an interface is down: then what the profile has to say can wait for the next poll. */
const isNews = ({ profile, lastUsed }: Device, watched: WatchVerdict | undefined): boolean =>
  Boolean(watched?.trouble) && profile !== undefined && lastUsed - profile.readAt < PROFILE_CAN_WAIT_MS

/** What was read this recently, ms, is not missed: less than the usual minute between two polls. */
const PROFILE_CAN_WAIT_MS = 45_000

/** What only the maker of the device reports. Not after a poll that ended early: the device is slow enough. */
async function profileOf(
  device: Device,
  { profile: named }: SnmpConfig,
  { system, problem, upTime }: Snapshot,
  { profiles, turns, clock }: { profiles: readonly Profile[]; turns: Turns; clock: Clock },
): Promise<ProfileSnapshot | undefined> {
  if (problem || profiles.length === 0) return undefined
  const word = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const identity = { sysObjectID: word(system.sysObjectID), sysDescr: word(system.sysDescr) }
  const remembered = { identity, named, memory: device.profile, ticks: upTime.ticks }
  const end = await turns.turn()
  if (!end) return undefined
  try {
    const snapshot = await readProfile(device.session, profiles, remembered, clock)
    device.profile = snapshot?.memory
    return snapshot
  } finally {
    end()
  }
}

/** What the interfaces that must be up are like; `undefined` when nobody asked, or none was read. */
function watchOn(
  device: Device,
  { watch }: SnmpConfig,
  { rows, problem, unfinished }: Snapshot,
): WatchVerdict | undefined {
  if (!watch || rows.size === 0) return undefined
  const whole = !problem && unfinished.length === 0
  const verdict = watchInterfaces(watch, { rows, whole, now: device.lastUsed }, device.interfaces)
  device.interfaces = verdict.memory
  return verdict
}

/** What happened to the counters since the last whole poll, which a partial one is not. */
function eventsOf(device: Device, { rows, upTime, problem }: Snapshot): CounterEvents | undefined {
  if (rows.size === 0 || problem) return undefined
  const look = { at: device.lastUsed, upTime, rows }
  if (!device.counters) {
    device.counters = rememberCounters(look)
    return undefined
  }
  const [events, memory] = lookAtCounters(device.counters, look)
  device.counters = memory
  return events
}

async function read({ session, sizing, memory }: Device, { interfaces }: SnmpConfig, now: number): Promise<Snapshot> {
  if (!interfaces) {
    const { fields, upTime } = await readSystem(session, now)
    return { system: fields, rows: new Map(), unfinished: [], problem: undefined, upTime, memory: undefined }
  }
  return memory && now < memory.dueAt
    ? await readFast(session, sizing, memory, now)
    : await readAll(session, sizing, now)
}

const isDeadline = (reason: unknown) => reason instanceof Error && reason.name === 'TimeoutError'
