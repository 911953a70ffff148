import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test, vi } from 'vitest'
import { createOwnMeasurement } from './own-points.ts'
import { decodeMeta } from './record-meta.ts'

const point = { measurement: 'service', tags: {}, fields: { up: true }, timestamp: 5 } as const

test('what cannot be written is told once, and again when it could be meanwhile', async () => {
  const append = vi.fn<() => Promise<number>>(() => Promise.reject(new Error('no space left')))
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const write = createOwnMeasurement({ journal: { append }, clock: fakeClock(7), log }, 'not written')
  await write([])
  expect(append).not.toHaveBeenCalled()
  await write([point])
  await write([point])
  expect(log.warn).toHaveBeenCalledTimes(1)
  append.mockResolvedValueOnce(1)
  await write([point])
  const [bytes, meta] = append.mock.lastCall as unknown as [Buffer, string]
  expect([bytes.toString(), decodeMeta(meta)]).toEqual([
    expect.stringContaining('service up=true'),
    expect.objectContaining({ agent: null, receivedAt: 7, watched: [] }),
  ])
  await write([point])
  expect(log.warn).toHaveBeenCalledTimes(2)
})
