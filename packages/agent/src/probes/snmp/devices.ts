import type { Clock } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import type { CounterMemory } from './counter-watch.ts'
import type { WatchMemory } from './interface-watch.ts'
import type { Keys } from './keys.ts'
import type { Memory } from './poll.ts'
import type { ProfileMemory } from './profile/index.ts'
import { type DeviceSession, Sessions } from './session.ts'
import { addressOf } from './target.ts'
import { newSizing, type Sizing } from './walk.ts'

/** One target: its conversation, and what was learnt about it. */
export interface Device {
  readonly keys: Keys
  readonly sizing: Sizing
  session: DeviceSession
  memory: Memory | undefined
  counters: CounterMemory | undefined
  interfaces: WatchMemory | undefined
  profile: ProfileMemory | undefined
  /** By the monotonic clock, ms. */
  lastUsed: number
}

/** A device that was not polled for this long is no longer in the plan: its session is closed, ms. */
const FORGET_MS = 3_600_000
/** How often such ones are looked for, ms. */
const PRUNE_MS = 60_000

/** The devices that are polled, each by its configuration. The caller owns them: `close` ends every session. */
export class Devices {
  readonly #clock: Clock
  readonly #sessions: Sessions
  readonly #known = new Map<string, Device>()
  #pruneAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#sessions = new Sessions(clock)
  }

  /** The device of a configuration: the one that is known, unless its secrets changed. */
  async of(config: SnmpConfig, keys: Keys): Promise<Device> {
    const key = JSON.stringify(config)
    const known = this.#known.get(key)
    if (known && JSON.stringify(known.keys) === JSON.stringify(keys)) return known
    known?.session.close()
    const device: Device = {
      keys,
      sizing: newSizing(),
      session: await this.#open(config, keys),
      memory: undefined,
      counters: undefined,
      interfaces: undefined,
      profile: undefined,
      lastUsed: this.#clock.monotonic(),
    }
    this.#known.set(key, device)
    return device
  }

  /** A session that knows nothing of the engine yet; what is known of the device stays. */
  async reopen(config: SnmpConfig): Promise<void> {
    const device = this.#known.get(JSON.stringify(config))
    if (!device) return
    device.session.close()
    device.session = await this.#open(config, device.keys)
  }

  forget(config: SnmpConfig): void {
    const key = JSON.stringify(config)
    this.#known.get(key)?.session.close()
    this.#known.delete(key)
  }

  /** Lets go of devices that are no longer polled. */
  prune(): void {
    const now = this.#clock.monotonic()
    if (now < this.#pruneAt) return
    this.#pruneAt = now + PRUNE_MS
    for (const [key, { lastUsed, session }] of this.#known) {
      if (lastUsed > now - FORGET_MS) continue
      session.close()
      this.#known.delete(key)
    }
  }

  /** Idempotent. */
  close(): void {
    for (const { session } of this.#known.values()) session.close()
    this.#known.clear()
    this.#sessions.close()
  }

  async #open(config: SnmpConfig, keys: Keys): Promise<DeviceSession> {
    return await this.#sessions.open(await addressOf(config.address), config, keys)
  }
}
