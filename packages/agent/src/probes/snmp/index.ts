import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { type CounterMemory, lookAtCounters, rememberCounters } from './counter-watch.ts'
import { Cancelled, StaleEngine } from './failure.ts'
import type { CounterEvents } from './interfaces.ts'
import { type Keys, keysOf } from './keys.ts'
import { type Memory, readAll, readFast, readSystem, type Snapshot } from './poll.ts'
import { readingOf } from './reading.ts'
import { type DeviceSession, Sessions } from './session.ts'
import { newSizing, type Sizing } from './walk.ts'

/** One target: its conversation, and what was learnt about it. */
interface Device {
  readonly keys: Keys
  readonly sizing: Sizing
  session: DeviceSession
  memory: Memory | undefined
  counters: CounterMemory | undefined
  lastUsed: number
}

interface Polled {
  readonly snapshot: Snapshot
  readonly events: CounterEvents | undefined
}

/** A device that was not polled for this long is no longer in the plan: its session is closed, ms. */
const FORGET_MS = 3_600_000

/**
 * Reads the system group and the interface tables of a device by SNMP v1, v2c or v3.
 * Between runs it keeps, for each device, a session and the values that hardly ever change.
 */
export function createSnmpProbe({ clock }: { clock: Clock; log: Log }): Probe<SnmpConfig> {
  const sessions = new Sessions(clock)
  const devices = new Map<string, Device>()

  const sessionOf = async (config: SnmpConfig, keys: Keys): Promise<DeviceSession> =>
    await sessions.open(await addressOf(config.address), config, keys)
  const open = async (config: SnmpConfig, keys: Keys): Promise<Device> => {
    const session = await sessionOf(config, keys)
    return { keys, sizing: newSizing(), session, memory: undefined, counters: undefined, lastUsed: clock.monotonic() }
  }
  /** A session that knows nothing of the engine yet; what is known of the device stays. */
  const reopen = async (config: SnmpConfig): Promise<void> => {
    const device = devices.get(JSON.stringify(config))
    if (!device) return
    device.session.close()
    device.session = await sessionOf(config, device.keys)
  }
  const deviceOf = async (config: SnmpConfig, keys: Keys): Promise<Device> => {
    const key = JSON.stringify(config)
    const known = devices.get(key)
    if (known && JSON.stringify(known.keys) === JSON.stringify(keys)) return known
    known?.session.close()
    const device = await open(config, keys)
    devices.set(key, device)
    return device
  }
  const forget = (config: SnmpConfig) => {
    const key = JSON.stringify(config)
    devices.get(key)?.session.close()
    devices.delete(key)
  }
  const prune = () => {
    const before = clock.monotonic() - FORGET_MS
    for (const [key, { lastUsed, session }] of devices) {
      if (lastUsed > before) continue
      session.close()
      devices.delete(key)
    }
  }

  const attempt = async (config: SnmpConfig, { secret, signal }: ProbeContext): Promise<Polled> => {
    const device = await deviceOf(config, keysOf(config.credential, secret))
    device.lastUsed = clock.monotonic()
    const cancel = () => device.session.cancel(new Cancelled('the run is over'))
    signal.throwIfAborted()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const snapshot = await read(device, config, clock.monotonic())
      device.memory = snapshot.memory
      return { snapshot, events: eventsOf(device, snapshot) }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  return {
    kind: 'snmp',
    async run(config, context): Promise<Reading> {
      prune()
      try {
        const { snapshot, events } = await attempt(config, context).catch(async (error) => {
          if (!(error instanceof StaleEngine)) throw error
          await reopen(config)
          return attempt(config, context)
        })
        // Stopping is no result; a deadline is one where something was read before it.
        if (context.signal.aborted && !isDeadline(context.signal.reason)) throw context.signal.reason
        return readingOf(snapshot, config, events)
      } catch (error) {
        if (error instanceof Cancelled) throw context.signal.reason
        // The name may have moved, or the device was replaced: the next run starts afresh.
        if (isIP(config.address) === 0) forget(config)
        throw error instanceof ProbeFailure && error.code === 'timeout' ? silence(config, error) : error
      }
    },
    close() {
      for (const { session } of devices.values()) session.close()
      devices.clear()
      sessions.close()
    },
  }
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

/** SNMP answers a wrong community, and some a wrong key, with silence: whoever reads "timeout" shall know. */
const silence = ({ address, credential }: SnmpConfig, cause: Error) =>
  new ProbeFailure(
    'timeout',
    `${address} does not answer on UDP port ${credential.port}: it is down, or does not take this ${
      credential.version === '3' ? 'user or its keys' : 'community'
    }`,
    { cause },
  )

/** A name is resolved once a session, not for every datagram. */
async function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    return (await lookup(host)).address
  } catch (cause) {
    throw new ProbeFailure('dns', `the name ${host} could not be resolved`, { cause })
  }
}

const isDeadline = (reason: unknown) => reason instanceof Error && reason.name === 'TimeoutError'
