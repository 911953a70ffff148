import type { StatsFs } from 'node:fs'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createDiskSampler, diskPoint } from './disk.ts'
import type { Mount } from './mounts.ts'

const mount = (path: string, remote = false): Mount => ({ path, device: 'd', fstype: 'ext4', mode: 'rw', remote })
const stats = {
  type: 1,
  bsize: 1_024,
  blocks: 1_000,
  bfree: 300,
  bavail: 200,
  files: 100,
  ffree: 25,
  frsize: 1_024,
} as StatsFs

test('what only root may fill is not free', () => {
  expect(diskPoint(mount('/'), stats)).toEqual([
    {
      measurement: 'disk',
      tags: { path: '/', device: 'd', fstype: 'ext4', mode: 'rw' },
      fields: {
        total: 1_024_000n,
        free: 204_800n,
        used: 716_800n,
        used_percent: 77.778,
        inodes_total: 100n,
        inodes_free: 25n,
        inodes_used: 75n,
        inodes_used_percent: 75,
      },
    },
  ])
  expect(diskPoint(mount('/proc'), { ...stats, blocks: 0 })).toEqual([])
})

test('a dead server holds up nothing else, and is not asked again before it has answered', async () => {
  const clock = fakeClock()
  const asked: string[] = []
  const dead = Promise.withResolvers<StatsFs>()
  const sampler = createDiskSampler(clock, (path) => {
    asked.push(path)
    return path === '/nfs' ? dead.promise : Promise.resolve(stats)
  })
  const mounts = [mount('/nfs', true), mount('/')]
  const sample = async () => {
    const result = sampler.sample(mounts)
    await clock.advance(2_000)
    const { points, silent } = await result
    return [points.map((point) => point.tags?.path), silent]
  }
  expect(await sample()).toEqual([['/'], ['/nfs']])
  expect(await sample()).toEqual([['/'], ['/nfs']])
  expect(asked).toEqual(['/', '/nfs', '/'])
  dead.resolve(stats)
  await clock.advance(0)
  expect(await sample()).toEqual([['/', '/nfs'], []])
})

test('many dead servers cost two threads at most', async () => {
  const clock = fakeClock()
  let asked = 0
  const sampler = createDiskSampler(clock, () => {
    asked++
    return new Promise(() => {})
  })
  const sample = sampler.sample(['/a', '/b', '/c', '/d'].map((path) => mount(path, true)))
  await clock.advance(10_000)
  expect((await sample).silent).toEqual(['/a', '/b', '/c', '/d'])
  expect(asked).toBe(2)
})

test('a file system that cannot be asked is left out', async () => {
  const sampler = createDiskSampler(fakeClock(), () => Promise.reject(new Error('ENOENT')))
  expect(await sampler.sample([mount('/gone')])).toEqual({ points: [], silent: [] })
})
