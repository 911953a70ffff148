import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { silentLog, systemClock } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import type { Measured } from '../../probe.ts'
import { createHostProbe } from './index.ts'
import { createPortableSampler } from './portable-sampler.ts'
import { hostReading } from './reading.ts'

const context = () => ({ clock: systemClock, signal: AbortSignal.timeout(10_000), secret: () => '' })
const of = (measured: readonly Measured[], measurement: string) =>
  measured.filter((point) => point.measurement === measurement)

test('this machine, as its own tools see it', async () => {
  const { measured } = await createHostProbe({ clock: systemClock, log: silentLog }).run(
    { warnDiskPct: 100 },
    context(),
  )

  const root = of(measured, 'disk').find((point) => point.tags?.path === '/')
  const [, total, usedByDf] = execFileSync('df', ['--output=source,size,used', '-B1', '/'], { encoding: 'utf8' })
    .trim()
    .split('\n')[1]!
    .split(/\s+/)
  expect(root?.fields.total).toBe(BigInt(total!))
  expect(Math.abs(Number(root?.fields.used) - Number(usedByDf))).toBeLessThan(500e6)

  const memTotal = /MemTotal:\s+(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))![1]
  expect(of(measured, 'mem')[0]?.fields.total).toBe(BigInt(memTotal!) * 1_024n)
  expect(of(measured, 'swap')).toHaveLength(1)

  const [total0, ...cores] = of(measured, 'cpu')
  expect(total0?.tags).toEqual({ cpu: 'cpu-total' })
  expect(cores).toHaveLength(Number(execFileSync('nproc', ['--all'], { encoding: 'utf8' })))
  expect(Number(total0?.fields.usage_active) + Number(total0?.fields.usage_idle)).toBeCloseTo(100, 1)

  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  const system = of(measured, 'system')[0]
  expect(Math.abs(Number(system?.fields.uptime) - uptime)).toBeLessThan(5)
  expect(system?.fields.kernel).toBe(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim())

  const processes = execFileSync('ls', ['/proc'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /^\d+$/.test(name)).length
  expect(Math.abs(Number(of(measured, 'processes')[0]?.fields.total) - processes)).toBeLessThan(50)
  expect(of(measured, 'net').every((point) => point.tags?.interface !== 'lo')).toBe(true)
})

test('the portable way gives the same measurements', async () => {
  const probe = createHostProbe({ clock: systemClock, log: silentLog }, createPortableSampler(systemClock))
  const { measured } = await probe.run({ warnDiskPct: 100 }, context())
  for (const measurement of ['cpu', 'mem', 'swap', 'disk', 'system', 'processes'])
    expect(of(measured, measurement).length, measurement).toBeGreaterThan(0)
  const idle = Number(of(measured, 'cpu')[0]?.fields.usage_idle)
  expect(idle).toBeGreaterThanOrEqual(0)
  expect(idle).toBeLessThanOrEqual(100)
})

const disk = (path: string, used_percent: number): Measured => ({
  measurement: 'disk',
  tags: { path },
  fields: { used_percent },
})

test.for([
  ['everything in order', [disk('/', 90)], [], { status: 'ok', detail: '/ 90 % full' }],
  [
    'a full disk',
    [disk('/', 95.4), disk('/srv', 20)],
    [],
    { status: 'warn', error: 'threshold', detail: '/ 95 % full; more than 90 %' },
  ],
  [
    'a dead server',
    [disk('/', 10)],
    ['/nfs'],
    { status: 'warn', error: 'partial', detail: 'no answer from file system /nfs' },
  ],
] as const)('%s', ([, points, silentDisks, expected]) => {
  expect(hostReading({ warnDiskPct: 90 }, { points, silentDisks })).toMatchObject(expected)
})

test('checks that ask together get the same sample, and a failed one is not kept', async () => {
  const clock = fakeClock()
  let sampled = 0
  const probe = createHostProbe(
    { clock, log: silentLog },
    {
      async sample() {
        sampled++
        if (sampled === 2) throw new Error('out of order')
        return { points: [], silentDisks: [] }
      },
    },
  )
  const run = () => probe.run({ warnDiskPct: 90 }, context())
  await Promise.all([run(), run()])
  expect(sampled).toBe(1)
  await clock.advance(1_001)
  await expect(run()).rejects.toThrow('out of order')
  await run()
  expect(sampled).toBe(3)
})
