import { type Entry, integer, scalar, string, table } from './mib.ts'
import type { UpsState } from './ups-state.ts'

const UPS = [1, 3, 6, 1, 2, 1, 33, 1]
const IDENT = [...UPS, 1]
const BATTERY = [...UPS, 2]
const INPUT_ENTRY = [...UPS, 3, 3, 1]
const OUTPUT = [...UPS, 4]
const OUTPUT_ENTRY = [...OUTPUT, 4, 1]
const ALARMS_PRESENT = [...UPS, 6, 1]

const NORMAL = 2
const LOW = 3
/** Below this the battery is low (upsBatteryStatus), per cent. */
const LOW_CHARGE = 20
const FROM_MAINS = 3
const FROM_BATTERY = 5
const OUTPUT_V = 230
const MAINS_HZ = 50

/** What a simulated UPS tells (UPS-MIB, RFC 1628): one line in, one line out. */
export function upsMib(ups: UpsState): Entry[] {
  const watts = (atS: number) => (ups.ratingW * ups.load(atS)) / 100
  const tenths = (value: number) => integer(value * 10)
  const line = [ups]
  return [
    scalar([...IDENT, 1], () => string('Vong Gac testbed')),
    scalar([...IDENT, 2], () => string(`simulated UPS ${ups.ratingW} VA`)),
    scalar([...BATTERY, 1], (atS) => integer(ups.charge(atS) < LOW_CHARGE ? LOW : NORMAL)),
    scalar([...BATTERY, 2], (atS) => integer(ups.onBatteryS(atS))),
    scalar([...BATTERY, 3], (atS) => integer(ups.runtimeS(atS) / 60)),
    scalar([...BATTERY, 4], (atS) => integer(ups.charge(atS))),
    scalar([...BATTERY, 5], (atS) => tenths(44 + ups.charge(atS) / 10)),
    scalar([...BATTERY, 6], (atS) => tenths(ups.onBattery ? watts(atS) / 48 : 0)),
    scalar([...BATTERY, 7], (atS) => integer(ups.temperature(atS))),
    ...table(INPUT_ENTRY, line, {
      2: () => tenths(ups.onBattery ? 0 : MAINS_HZ),
      3: (_, atS) => integer(ups.inputVoltage(atS)),
      4: (_, atS) => tenths(ups.onBattery ? 0 : watts(atS) / OUTPUT_V),
      5: (_, atS) => integer(ups.onBattery ? 0 : watts(atS)),
    }),
    scalar([...OUTPUT, 1], () => integer(ups.onBattery ? FROM_BATTERY : FROM_MAINS)),
    scalar([...OUTPUT, 2], () => tenths(MAINS_HZ)),
    ...table(OUTPUT_ENTRY, line, {
      2: () => integer(OUTPUT_V),
      3: (_, atS) => tenths(watts(atS) / OUTPUT_V),
      4: (_, atS) => integer(watts(atS)),
      5: (_, atS) => integer(ups.load(atS)),
    }),
    scalar(ALARMS_PRESENT, () => integer(ups.onBattery ? 1 : 0)),
  ]
}
