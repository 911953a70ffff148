import { expect, test } from 'vitest'
import { createState } from './device-state.ts'
import type { SimulatedDevice } from './devices.ts'

const NOW = 1_800_000_000
const device: SimulatedDevice = {
  id: 'tam-ky/rt1',
  site: 'tam-ky',
  address: '127.33.1.1',
  description: '',
  location: '',
  interfaces: [
    { index: 1, name: 'Gi0/0/0', alias: '', bandwidth: 100e6, type: 6, adminUp: true, link: 'vnpt' },
    { index: 2, name: 'Gi0/0/1', alias: '', bandwidth: 1e9, type: 6, adminUp: false },
  ],
  tcp: [],
  links: [],
}

test('a port that is down counts nothing, and goes on where it was', () => {
  const [port, unused] = createState(device, NOW).ports
  const before = port!.flowed(NOW)
  port!.setUp(false, NOW)
  expect(port!.up).toBe(false)
  expect(port!.flowed(NOW + 600)).toBe(before)
  port!.setUp(true, NOW + 600)
  expect(port!.flowed(NOW + 600)).toBeCloseTo(before, 3)
  expect(port!.flowed(NOW + 660)).toBeGreaterThan(before)
  expect(port!.changedAtS).toBe(NOW + 600)
  unused!.setUp(true, NOW)
  expect(unused!.up).toBe(false)
})

test('traffic stays within the bandwidth, and a device is the same in every run', () => {
  const [port] = createState(device, NOW).ports
  for (let at = NOW; at < NOW + 86_400; at += 60) {
    const bps = (port!.inMean * (port!.flowed(at + 60) - port!.flowed(at))) / 60
    expect(bps).toBeGreaterThanOrEqual(0)
    expect(bps).toBeLessThan(100e6)
  }
  expect(createState(device, NOW)).toEqual(createState(device, NOW))
})
