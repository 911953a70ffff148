import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigError } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from './journal.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (body: Uint8Array) => new TextDecoder().decode(body)
const everything = { maxRecords: 1_000, maxBytes: 1e9 }

function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return join(dir, 'journal.db')
}

test('records come back in the order of appending, with their time and meta', async () => {
  const clock = fakeClock(1_000)
  await using journal = openJournal({ path: ':memory:', clock })
  const ids = await Promise.all([journal.append(bytes('a'), '{"n":1}'), journal.append(bytes('b'))])
  expect(journal.read(0, everything).map(({ id, at, meta, body }) => [id, at, meta, text(body)])).toEqual([
    [ids[0], 1_000, '{"n":1}', 'a'],
    [ids[1], 1_000, '', 'b'],
  ])
})

test('what was appended and where consumers stood survives reopening, and ids go on', async () => {
  const path = scratch()
  const clock = fakeClock()
  let first: number
  {
    await using journal = openJournal({ path, clock })
    first = await journal.append(bytes('a'))
    journal.advance('store', first)
    expect(journal.trim(['store'])).toBe(1)
  }
  await using again = openJournal({ path, clock })
  expect(again.cursor('store')).toBe(first)
  expect(again.stats()).toEqual({ records: 0, bytes: 0, oldestAt: undefined, head: first })
  expect(await again.append(bytes('b'))).toBeGreaterThan(first)
})

test('an append under way when the journal is disposed is on disk afterwards', async () => {
  const path = scratch()
  const journal = openJournal({ path, clock: fakeClock() })
  const pending = journal.append(bytes('last words'))
  await journal[Symbol.asyncDispose]()
  await expect(pending).resolves.toBe(1)
  await using again = openJournal({ path, clock: fakeClock() })
  expect(text(again.read(0, everything)[0]!.body)).toBe('last words')
  await expect(journal.append(bytes('too late'))).rejects.toThrow('closed')
})

test('a cursor never goes back, and trim keeps what the slowest consumer still needs', async () => {
  await using journal = openJournal({ path: ':memory:', clock: fakeClock() })
  for (const body of ['a', 'b', 'c']) await journal.append(bytes(body))
  journal.advance('fast', 3)
  journal.advance('fast', 1)
  journal.advance('slow', 1)
  expect(journal.cursor('fast')).toBe(3)
  expect(journal.trim(['fast', 'slow'])).toBe(1)
  expect(journal.trim(['fast', 'slow', 'new'])).toBe(0)
  expect(journal.stats()).toMatchObject({ records: 2, bytes: 2 })
})

test('a read is bounded by records, bytes and the last id, but gives at least one record', async () => {
  await using journal = openJournal({ path: ':memory:', clock: fakeClock() })
  for (const body of ['aaaa', 'bbbb', 'cccc']) await journal.append(bytes(body))
  expect(journal.read(0, { maxRecords: 2, maxBytes: 100 })).toHaveLength(2)
  expect(journal.read(0, { maxRecords: 9, maxBytes: 1 })).toHaveLength(1)
  expect(journal.read(0, { maxRecords: 9, maxBytes: 8 })).toHaveLength(2)
  expect(journal.read(1, { maxRecords: 9, maxBytes: 100, through: 2 }).map(({ id }) => id)).toEqual([2])
})

test('waiting for an append ends with the append, or with the signal', async () => {
  await using journal = openJournal({ path: ':memory:', clock: fakeClock() })
  const stop = new AbortController()
  const woken = journal.appended(0, stop.signal)
  const stopped = journal.appended(1, stop.signal)
  await journal.append(bytes('a'))
  await woken
  stop.abort(new Error('enough'))
  await expect(stopped).rejects.toThrow('enough')
  await expect(journal.appended(0, new AbortController().signal)).resolves.toBeUndefined()
})

test.for([
  {
    name: 'a directory that is not there',
    prepare: (path: string) => join(path, 'x', 'y.db'),
    says: /directory does not exist/,
  },
  {
    name: 'a file that is no database',
    prepare: (path: string) => {
      writeFileSync(path, 'hello '.repeat(400))
      return path
    },
    says: /no SQLite database/,
  },
  {
    name: 'a database of something else',
    prepare: (path: string) => {
      using db = new DatabaseSync(path)
      db.exec('CREATE TABLE people (name TEXT)')
      return path
    },
    says: /something else/,
  },
  {
    name: 'a journal in use',
    prepare: (path: string) => {
      const journal = openJournal({ path, clock: fakeClock() })
      onTestFinished(async () => journal[Symbol.asyncDispose]())
      return path
    },
    says: /another process/,
  },
])('$name is refused with a message that names the path', ({ prepare, says }) => {
  const path = prepare(scratch())
  const open = () => openJournal({ path, clock: fakeClock() })
  expect(open).toThrow(ConfigError)
  expect(open).toThrow(says)
  expect(open).toThrow(path)
})

test('a journal that the disk has damaged is said to be so', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'damaged.db')
  const journal = openJournal({ path, clock: fakeClock() })
  for (let i = 0; i < 200; i++) void journal.append(new Uint8Array(1_000))
  await journal[Symbol.asyncDispose]()
  const file = readFileSync(path)
  writeFileSync(path, file.fill(0xa5, 8_192))
  expect(() => openJournal({ path, clock: fakeClock() })).toThrow(/damaged\.db.*the file is damaged: move it away/)
})

test('for any history of appends and removals, what is left and the totals agree', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), size: fc.nat(50) }),
    fc.record({ do: fc.constant('remove' as const), first: fc.nat(20), count: fc.nat(5) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await using journal = openJournal({ path: ':memory:', clock: fakeClock() })
      const model = new Map<number, number>()
      for (const s of steps) {
        if (s.do === 'append') model.set(await journal.append(new Uint8Array(s.size)), s.size)
        else {
          const gone = [...model.keys()].filter((id) => id >= s.first && id <= s.first + s.count)
          expect(journal.remove(s.first, s.first + s.count)).toBe(gone.length)
          for (const id of gone) model.delete(id)
        }
      }
      expect(journal.read(0, everything).map(({ id, body }) => [id, body.byteLength])).toEqual([...model])
      const { records, bytes } = journal.stats()
      expect([records, bytes]).toEqual([model.size, [...model.values()].reduce((a, b) => a + b, 0)])
    }),
    { numRuns: 40 },
  )
})
