import { expect, test } from 'vitest'
import type { OwnHealth } from '../../own-fault.ts'
import { selfReading } from './index.ts'

const well: OwnHealth = {
  lagP99Ms: 1,
  lagMaxMs: 2,
  udpDrops: 0,
  icmpDrops: 0,
  uplink: { state: 'up', via: 'eth0' },
}
const config = { warnLagMs: 1_000, warnDrops: 100 }

test.for([
  ['all is well', {}, 'uplink through eth0', undefined, undefined],
  [
    'no way out is a failure',
    { uplink: { state: 'down', why: 'the default route is gone' } },
    'cut off: the default route is gone',
    'fail',
    'down',
  ],
  [
    'a closed net has no uplink, which is no fault',
    { uplink: { state: 'unknown' } },
    'no default route: nothing is known of an uplink',
    undefined,
    undefined,
  ],
  ['not being run is a warning', { lagMaxMs: 5_000 }, 'was not run for 5.0 s', 'warn', 'slow'],
  [
    'drops are a warning',
    { udpDrops: 80, icmpDrops: 21 },
    '101 datagrams thrown away: their sockets were full',
    'warn',
    'slow',
  ],
  [
    'a system that says nothing is no fault',
    { udpDrops: undefined, icmpDrops: undefined },
    'uplink through eth0; this system does not say what its sockets drop',
    undefined,
    undefined,
  ],
] as const)('%s', ([, more, detail, status, error]) => {
  const reading = selfReading(config, { ...well, ...more } as OwnHealth)
  expect([reading.detail, reading.status, reading.error]).toEqual([detail, status, error])
})
