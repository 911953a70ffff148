import { fraction, type SimulatedDevice, type SimulatedInterface } from './devices.ts'
import { loadBetween, PEAK } from './traffic.ts'
import { UpsState } from './ups-state.ts'

/** What moves on a simulated device. Times are Unix epoch seconds. */
export interface DeviceState {
  /** When it was switched on. */
  readonly bootedAtS: number
  readonly ports: readonly PortState[]
  /** Its power, where it is a UPS. */
  readonly ups?: UpsState
}

/** An interface with its counters. */
export class PortState {
  readonly port: SimulatedInterface
  readonly inMean: number
  readonly outMean: number
  readonly #shiftS: number
  readonly #bootedAtS: number
  /** When it last went up or down. */
  changedAtS: number
  #downAtS: number | undefined
  /** Load that never flowed, because the interface was down: seconds at the mean. */
  #lost = 0

  constructor(port: SimulatedInterface, device: SimulatedDevice, bootedAtS: number) {
    const seed = `${device.id}/${port.name}`
    this.port = port
    this.#bootedAtS = bootedAtS
    this.changedAtS = bootedAtS
    // Of an office: 5 to 35 % of the circuit on average, so that the daily peak stays below it; three times as much in as out.
    const idle = port.type !== 6 || !port.adminUp
    this.inMean = idle ? 0 : (port.bandwidth * (0.05 + 0.3 * fraction(seed))) / PEAK
    this.outMean = this.inMean * (0.25 + 0.3 * fraction(`${seed}/out`))
    this.#shiftS = 3_600 * fraction(`${seed}/shift`)
    if (!port.adminUp) this.#downAtS = bootedAtS
  }

  get up(): boolean {
    return this.#downAtS === undefined
  }

  /** The circuit behind it went away or came back. */
  setUp(up: boolean, atS: number): void {
    if (up === this.up || !this.port.adminUp) return
    this.changedAtS = atS
    if (!up) this.#downAtS = atS
    else {
      this.#lost += loadBetween(this.#downAtS!, atS, this.#shiftS)
      this.#downAtS = undefined
    }
  }

  /** What has flowed since the device was switched on, as seconds at the mean load. */
  flowed(atS: number): number {
    return loadBetween(this.#bootedAtS, this.#downAtS ?? atS, this.#shiftS) - this.#lost
  }
}

/** Days that a device has been up when the testbed starts, at most. */
const OLDEST_BOOT_DAYS = 60

/** A device as it is when the testbed starts: up for a while, always the same for the same name. */
export function createState(device: SimulatedDevice, nowS: number): DeviceState {
  const bootedAtS = nowS - 3_600 - Math.floor(fraction(`${device.id}/boot`) * OLDEST_BOOT_DAYS * 86_400)
  return {
    bootedAtS,
    ports: device.interfaces.map((port) => new PortState(port, device, bootedAtS)),
    ...(device.role === 'ups' && { ups: new UpsState(device.id) }),
  }
}
