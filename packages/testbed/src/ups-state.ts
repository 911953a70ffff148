import { fraction } from './devices.ts'
import { swing } from './traffic.ts'

/** A full battery carries an average office for this long, s. */
const FULL_RUNTIME_S = 45 * 60
/** An empty battery is full again after this long on mains, s. */
const RECHARGE_S = 4 * 3_600

/** The power of a simulated UPS: on mains, until somebody takes them away. Times are Unix epoch seconds. */
export class UpsState {
  readonly #seed: string
  #onBattery = false
  /** Since when it is on what it is on, and how full the battery was then, per cent. */
  #sinceS = 0
  #chargeThen = 100

  constructor(seed: string) {
    this.#seed = seed
  }

  get onBattery(): boolean {
    return this.#onBattery
  }

  /** Mains fail or come back. */
  setMains(present: boolean, atS: number): void {
    if (present === !this.#onBattery) return
    this.#chargeThen = this.charge(atS)
    this.#sinceS = atS
    this.#onBattery = !present
  }

  /** How full the battery is, per cent. */
  charge(atS: number): number {
    const heldS = Math.max(0, atS - this.#sinceS)
    const moved = (heldS / (this.#onBattery ? -FULL_RUNTIME_S : RECHARGE_S)) * 100
    return Math.min(100, Math.max(0, this.#chargeThen + moved))
  }

  /** For how long it has been on battery, s; 0 on mains. */
  onBatteryS(atS: number): number {
    return this.#onBattery ? Math.max(0, atS - this.#sinceS) : 0
  }

  /** How long the battery would carry the load, s. */
  runtimeS(atS: number): number {
    return (this.charge(atS) / 100) * FULL_RUNTIME_S * (50 / (25 + this.load(atS)))
  }

  /** What is taken from it, per cent of what it can give: more in office hours. */
  load(atS: number): number {
    return swing(`${this.#seed}/load`, atS, { low: 18, high: 55 })
  }

  /** Of the battery, °C. */
  temperature(atS: number): number {
    return swing(`${this.#seed}/temperature`, atS, { low: 24, high: 31 }) + (this.#onBattery ? 3 : 0)
  }

  /** What comes from the grid, V; 0 when nothing does. */
  inputVoltage(atS: number): number {
    return this.#onBattery ? 0 : 236 - swing(`${this.#seed}/grid`, atS, { low: 0, high: 14 })
  }

  /** The apparent power of the whole, VA: a UPS of an office, or of a server room. */
  get ratingW(): number {
    return fraction(`${this.#seed}/rating`) < 0.5 ? 2_000 : 3_000
  }
}
