import { type Check, ProbeFailure } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { observe } from './observe.ts'
import type { ProbeContext, Reading } from './probe.ts'

const check: Check = {
  id: 'tam-ky/rt1/snmp@hub',
  kind: 'snmp',
  target: '10.33.1.1',
  vantage: 'hub',
  node: 'tam-ky/rt1',
  intervalMs: 60_000,
  timeoutMs: 5_000,
  tags: { site: 'tam-ky', device: 'rt1' },
  config: {},
}

function setup() {
  const clock = fakeClock(1_000)
  const logged: string[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void logged.push(message) }
  const stop = new AbortController()
  const run = (probe: (context: ProbeContext) => Promise<Reading>) =>
    observe(check, probe, { clock, log, secret: () => '' }, stop.signal)
  return { clock, logged, stop, run }
}

test('a reading becomes a result whose points carry the tags of the check', async () => {
  const { run } = setup()
  const result = await run(async () => ({
    detail: 'up 3 d',
    measured: [{ measurement: 'snmp', tags: { x: 'y' }, fields: { v: 1 } }],
  }))
  expect(result).toMatchObject({ status: 'ok', error: '', detail: 'up 3 d', at: 1_000 })
  expect(result.points).toEqual([
    {
      measurement: 'snmp',
      tags: { site: 'tam-ky', device: 'rt1', x: 'y', agent: 'hub' },
      fields: { v: 1 },
      timestamp: 1_000,
    },
  ])
})

test('what a probe calls as we call the thing it is about stands beside ours', async () => {
  const { run } = setup()
  const tags = { path: '/', device: 'sda1', agent: 'x' }
  const { points } = await run(async () => ({ measured: [{ measurement: 'disk', tags, fields: { v: 1 } }] }))
  expect(points[0]!.tags).toEqual({ site: 'tam-ky', device: 'rt1', disk_device: 'sda1', path: '/', agent: 'hub' })
})

test.for([
  {
    name: 'a failure of the target',
    error: new ProbeFailure('auth', 'wrong key'),
    gives: ['fail', 'auth', 'wrong key'],
  },
  {
    name: 'a refused connection',
    error: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    gives: ['fail', 'refused'],
  },
  {
    name: 'a name that is not there',
    error: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
    gives: ['fail', 'dns'],
  },
  {
    name: 'no permission here',
    error: Object.assign(new Error('socket'), { code: 'EPERM' }),
    gives: ['unknown', 'local'],
  },
])('$name is data, not an exception', async ({ error, gives: [status, code, detail] }) => {
  const { run, logged } = setup()
  const result = await run(() => Promise.reject(error))
  expect(result).toMatchObject({ status, error: code, ...(detail && { detail }) })
  expect(logged).toEqual([])
})

test('a bug of ours gives the target no verdict, and is logged', async () => {
  const { run, logged } = setup()
  const result = await run(async () => (undefined as unknown as string).length as never)
  expect(result).toMatchObject({ status: 'unknown', error: 'local' })
  expect(logged).toHaveLength(1)
})

test('the deadline stops the probe and is a timeout of the target', async () => {
  const { clock, run } = setup()
  const pending = run(async ({ signal }) => {
    await clock.sleep(1e9, signal)
    return { measured: [] }
  })
  await clock.advance(5_000)
  expect(await pending).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'no answer within 5s',
    durationMs: 5_000,
  })
})

test('stopping the agent is no outage: no result at all', async () => {
  const { clock, run, stop } = setup()
  const pending = run(async ({ signal }) => {
    await clock.sleep(1e9, signal)
    return { measured: [] }
  })
  stop.abort(new Error('stopping'))
  await expect(pending).rejects.toThrow('stopping')
})
