import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '@vonggac/alerting'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bringIn, enqueue, openOutbox } from './outbox.ts'
import { openReceipts, type Receipt, receiptLine } from './receipts.ts'
import { openState } from './state.ts'

const counts = () => ({ delivered: 0, failed: 0, abandoned: 0 })
const message = { kind: 'opened', incident: { id: 'i' }, subject: 's', text: 't', link: null } as unknown as Message

function receiptsFile() {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-receipts-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return join(dir, 'receipts')
}

test('what was noted before a crash is not sent again after it', async () => {
  const path = receiptsFile()
  await using state = await openState(':memory:')
  const of = (channel: string) => ({ key: 'k', channel, message })
  await enqueue(state, [of('a'), of('b')], 100)
  {
    using receipts = openReceipts(path)
    receipts.note({ key: 'k', channel: 'a', at: 101 })
  }
  using receipts = openReceipts(path)
  const outbox = openOutbox(state, { counts: counts(), receipts: await bringIn(state, receipts) })
  expect((await outbox.due(200, 10)).map(({ channel }) => channel)).toEqual(['b'])
  const row = await state.selectFrom('outbox').selectAll().where('channel', '=', 'a').executeTakeFirstOrThrow()
  expect(row).toMatchObject({ delivered_at: 101, attempts: 1, due_at: null })
  expect(await state.selectFrom('outcomes').select(['key', 'result']).execute()).toEqual([
    { key: 'k', result: 'delivered' },
  ])
})

describe('of what was under way at a crash', () => {
  const NOTED: readonly (readonly [string, readonly Receipt['what'][], readonly string[]])[] = [
    ['no answer came: it may be there', ['begun'], ['uncertain']],
    ['it was refused', ['begun', 'closed'], []],
    ['it was refused, and tried again', ['begun', 'closed', 'begun'], ['uncertain']],
    ['it was taken over, also when it was tried once more', ['begun', undefined, 'begun', 'closed'], ['delivered']],
  ]
  test.each(NOTED)('%s', async (_, whats, results) => {
    const path = receiptsFile()
    await using state = await openState(':memory:')
    await enqueue(state, [{ key: 'k', channel: 'a', message }], 100)
    appendFileSync(
      path,
      whats.map((what) => receiptLine({ key: 'k', channel: 'a', at: 1, ...(what && { what }) })).join(''),
    )
    using receipts = openReceipts(path)
    await bringIn(state, receipts)
    expect((await state.selectFrom('outcomes').selectAll().execute()).map(({ result }) => result)).toEqual(results)
    // Once: the next start hears nothing of it.
    using again = openReceipts(path)
    expect(again.left).toEqual([])
  })
})

test('an attempt that perhaps arrived is known to the pager, and one that was refused is not', async () => {
  const path = receiptsFile()
  await using state = await openState(':memory:')
  await enqueue(
    state,
    [
      { key: 'lost', channel: 'a', message },
      { key: 'refused', channel: 'b', message },
    ],
    100,
  )
  using receipts = openReceipts(path)
  const outbox = openOutbox(state, { counts: counts(), receipts })
  for (const delivery of await outbox.due(100, 10)) {
    outbox.begun(delivery, 101)
    const failure = { at: 102, error: 'x', retryAt: 500, isUncertain: delivery.key === 'lost' }
    await outbox.failed(delivery, failure)
  }
  expect(await state.selectFrom('outcomes').select(['key', 'result']).execute()).toEqual([
    { key: 'lost', result: 'uncertain' },
  ])
  using again = openReceipts(path)
  expect(again.left).toEqual([])
})

test('a line that was cut short, and one of an unknown message, are passed over', async () => {
  const path = receiptsFile()
  appendFileSync(path, `${receiptLine({ key: 'x', channel: 'a', at: 1 })}[1]\n{"key":"k","chan`)
  await using state = await openState(':memory:')
  using receipts = openReceipts(path)
  expect(receipts.left).toEqual([{ key: 'x', channel: 'a', at: 1 }])
  await bringIn(state, receipts)
})

test('what the database has is noted once more, and the file does not grow for ever', () => {
  const path = receiptsFile()
  using receipts = openReceipts(path)
  receipts.note({ key: 'k', channel: 'a', at: 1 })
  receipts.settled()
  expect(readFileSync(path, 'utf8')).toBe('{"key":"k","channel":"a","at":1}\n')
  for (let n = 0; n < 3_000; n++) receipts.note({ key: `k${n}`, channel: 'a', at: 1 })
  receipts.settled()
  expect(statSync(path).size).toBe(0)
})

test('while the database cannot be written, what was delivered is not sent again and again', async () => {
  await using state = await openState(':memory:')
  await enqueue(state, [{ key: 'k', channel: 'a', message }], 100)
  const outbox = openOutbox(state, { counts: counts() })
  const [delivery] = await outbox.due(100, 10)
  await state.schema.alterTable('outcomes').renameTo('gone').execute()
  await expect(outbox.delivered(delivery!, 101)).rejects.toThrow('outcomes')
  await expect(outbox.due(102, 10)).rejects.toThrow('outcomes')
  await state.schema.alterTable('gone').renameTo('outcomes').execute()
  expect(await outbox.due(103, 10)).toEqual([])
})

test('an end never overtakes its beginning that is to be tried again', async () => {
  await using state = await openState(':memory:')
  const outbox = openOutbox(state, { counts: counts() })
  const of = (key: string, more = {}) => ({ key, channel: 'a', message: { ...message, ...more } })
  await enqueue(state, [of('opened'), of('resolved'), of('other', { incident: { id: 'j' } })], 100)
  const [opened] = await outbox.due(100, 10)
  await outbox.failed(opened!, { at: 101, error: 'busy', retryAt: 5_000, isUncertain: false })
  await enqueue(state, [of('flapping')], 102)
  expect((await outbox.due(200, 10)).map(({ key }) => key)).toEqual(['other'])
  expect((await outbox.due(5_000, 10)).map(({ key }) => key)).toEqual(['opened', 'resolved', 'other', 'flapping'])
})
