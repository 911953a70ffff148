import { expect, test } from 'vitest'
import { createEventHub } from './event-hub.ts'

const read = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  const { value, done } = await reader.read()
  return done ? undefined : new TextDecoder().decode(value)
}

test('greets a listener, then tells it what happens', async () => {
  const hub = createEventHub()
  const reader = hub.open({ at: 5 })!.getReader()
  hub.send('sites', { at: 6, sites: [] })
  hub.heartbeat()
  expect(await read(reader)).toBe('event: hello\ndata: {"at":5}\n\n')
  expect(await read(reader)).toBe('event: sites\ndata: {"at":6,"sites":[]}\n\n')
  expect(await read(reader)).toBe(': still here\n\n')
})

test('drops a listener that does not read, and keeps the others', async () => {
  const hub = createEventHub()
  const slow = hub.open({ at: 0 })!.getReader()
  const quick = hub.open({ at: 0 })!.getReader()
  const id = 'x'.repeat(100_000)
  for (let i = 0; i < 30; i++) {
    hub.send('incident', { id } as never)
    await read(quick)
  }
  expect(hub.clients).toBe(1)
  await expect(slow.read()).rejects.toThrow('reads too slowly')
  expect(await read(quick)).toContain('incident')
})

test('forgets a listener that has gone', async () => {
  const hub = createEventHub()
  const reader = hub.open({ at: 0 })!.getReader()
  await reader.cancel()
  expect(hub.clients).toBe(0)
})

test('takes no more listeners than it can serve', () => {
  const hub = createEventHub()
  for (let i = 0; i < 200; i++) expect(hub.open({ at: 0 })).toBeDefined()
  expect(hub.open({ at: 0 })).toBeUndefined()
})

test('ends every stream when it closes', async () => {
  const hub = createEventHub()
  const reader = hub.open({ at: 0 })!.getReader()
  hub.close()
  expect(await read(reader)).toContain('hello')
  expect(await read(reader)).toBeUndefined()
  expect(hub.open({ at: 0 })).toBeUndefined()
})
