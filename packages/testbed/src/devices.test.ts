import { fileURLToPath } from 'node:url'
import { loadConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { simulatedDevices } from './devices.ts'
import { onLoopback } from './loopback.ts'

const { config } = loadConfig(fileURLToPath(new URL('../../../config', import.meta.url)))
const loopback = onLoopback(config!)
const devices = simulatedDevices(loopback)

test('every address and port of the example is one that this machine can serve', () => {
  expect(JSON.stringify([loopback.sites, loopback.services])).not.toMatch(/10\.33\.\d/)
  expect(devices.length).toBeGreaterThan(33)
  for (const { address, tcp, servers, snmpPort } of devices) {
    expect(address).toMatch(/^127\.33\.\d+\.\d+$/)
    for (const port of [...tcp, ...servers!.map(({ port }) => port), ...(snmpPort === undefined ? [] : [snmpPort])])
      expect(port).toBeGreaterThanOrEqual(1_024)
  }
})

test('every TCP check of a service has a listener', () => {
  const listening = new Set(
    devices.flatMap(({ address, tcp, servers }) =>
      [...tcp, ...servers!.map(({ port }) => port)].map((port) => `${address}:${port}`),
    ),
  )
  for (const { checks } of loopback.services)
    for (const check of checks) if (check.kind === 'tcp') expect(listening).toContain(`${check.host}:${check.port}`)
})

test('every router has 3 to 6 interfaces, those of its links under their names', () => {
  for (const site of loopback.sites) {
    for (const { id, role } of site.devices) {
      if (role !== 'router') continue
      const router = devices.find((device) => device.id === `${site.id}/${id}`)!
      expect(router.interfaces.length).toBeGreaterThanOrEqual(3)
      expect(router.interfaces.length).toBeLessThanOrEqual(6)
      const names = router.interfaces.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const link of site.links) if (link.device === id && link.interface) expect(names).toContain(link.interface)
    }
  }
})
