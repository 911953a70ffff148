import { agentsOf, expandChecks, loadConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { demoConfig, demoFiles } from './demo-config.ts'
import { exampleDir } from './example-dir.ts'

const NOW = Date.UTC(2026, 10, 26, 8, 0, 0)
const example = loadConfig(exampleDir).config!
const choice = { port: 8_480, snmpPort: 16_161, influx: undefined, now: NOW }
const demo = demoConfig(example, choice, demoFiles('/data'))

test('checks of the hub have the same ids in the demo, and talk to this machine alone', () => {
  const ids = (config: typeof demo) =>
    expandChecks(config)
      .filter(({ vantage }) => vantage === 'hub')
      .map(({ id }) => id)
  const ofDemo = ids(demo)
  expect(ofDemo).toContain('ttdl/qoffice/tcp-443@hub')
  // A port that a device is said to have is told by the number where it is.
  const kept = ids(example).filter((id) => id !== 'ttdl/ns1/tcp-53@hub')
  expect(kept.filter((id) => !ofDemo.includes(id))).toEqual([])
  expect(ofDemo.filter((id) => !kept.includes(id))).toEqual(['ttdl/mail/mail-queue@hub', 'ttdl/ns1/tcp-33053@hub'])
  expect(JSON.stringify(expandChecks(demo))).not.toMatch(/10\.33\.\d+\.\d+/)
})

test('every secret of a check is one that the demo sets', () => {
  const named = JSON.stringify(expandChecks(demo)).matchAll(/"(?:env|file)":"([^"]+)"/g)
  expect(new Set([...named].map(([, name]) => name))).toEqual(
    new Set(['VONGGAC_DEMO_COMMUNITY', 'VONGGAC_DEMO_PASSWORD']),
  )
})

test('nobody waits longer than a minute for a check of a service', () => {
  const checks = expandChecks(demo).filter(({ tags }) => tags.service !== undefined)
  expect(checks.length).toBeGreaterThan(30)
  expect(checks.filter(({ intervalMs }) => intervalMs > 60_000)).toEqual([])
})

test('the hub and two sites have an agent, and only that of the hub measures this machine', () => {
  expect(agentsOf(demo).map(({ id }) => id)).toEqual(['hub', 'nui-thanh', 'thang-binh'])
  expect(expandChecks(demo).filter(({ kind }) => kind === 'host')).toHaveLength(1)
  const listens = demo.agents.flatMap(({ reflector }) =>
    reflector ? [`${reflector.listen.address}:${reflector.listen.port}`] : [],
  )
  expect(listens).toEqual(['127.33.8.10:33862', '127.33.7.10:33862'])
})

test('a conference begins an hour after everything has been measured', () => {
  const meeting = demo.meetings.find(({ id }) => id === 'demo')!
  expect(meeting).toMatchObject({ start: '2026-11-26T16:00:25', sites: 'all' })
})
