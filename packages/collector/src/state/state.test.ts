import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { addAgent, addOperatorToken, bearerOf, revokeAgent } from './credentials.ts'
import { flushOutgoing } from './decisions.ts'
import { listAgents } from './fleet.ts'
import { enqueue, openOutbox } from './outbox.ts'
import { openState } from './state.ts'

test('a key is known by its hash alone, and a new one replaces it', async () => {
  await using state = await openState(':memory:')
  const clock = fakeClock()
  const first = await addAgent(state, clock, 'hub')
  expect(first).toMatch(/^vgk_[\w-]{43}$/)
  expect(await bearerOf(state, 0, first)).toEqual({ role: 'agent', subject: 'hub', owner: null })
  expect(JSON.stringify(await state.selectFrom('credentials').selectAll().execute())).not.toContain(first.slice(4))
  const second = await addAgent(state, clock, 'hub')
  expect(await bearerOf(state, 0, first)).toBeUndefined()
  expect(await bearerOf(state, 0, second)).toBeDefined()
  expect(await bearerOf(state, 0, '')).toBeUndefined()
  expect(await bearerOf(state, 0, await addOperatorToken(state, clock, 'noc'))).toEqual({
    role: 'operator',
    subject: 'noc',
    owner: null,
  })
  const audit = await state.selectFrom('audit').select(['what', 'target']).execute()
  expect(audit).toHaveLength(3)
})

test.for(['', 'Hub', 'a b', '../x', '-a', 'x'.repeat(64)])('%j is no agent id', async (id) => {
  await using state = await openState(':memory:')
  await expect(addAgent(state, fakeClock(), id)).rejects.toThrow(ConfigError)
})

test('lists enrolled agents, configured ones and those that write', async () => {
  await using state = await openState(':memory:')
  const clock = fakeClock()
  await addAgent(state, clock, 'hub')
  await addAgent(state, clock, 'old')
  await revokeAgent(state, clock, 'old')
  const now = clock.now()
  const seen = (ago: number) => ({
    lastSeen: now - ago,
    skewMs: 3_000,
    version: '1',
    spoolRecords: 0,
    cpuPct: 1,
    rssBytes: 2,
    spoolBytes: null,
    spoolOldestS: null,
    checks: 3,
  })
  const agents = await listAgents(state, {
    now,
    members: [{ id: 'tam-ky', site: 'tam-ky' }],
    seen: { hub: seen(60_000), stray: seen(60_001) },
  })
  expect(agents.map(({ id, site, state: is, enrolled_at: at }) => [id, site, is, at])).toEqual([
    ['hub', null, 'online', now],
    ['old', null, 'revoked', now],
    ['stray', null, 'silent', null],
    ['tam-ky', 'tam-ky', 'never-seen', null],
  ])
})

const message = {
  kind: 'opened' as const,
  incident: {
    id: 'i',
    node: 'n',
    site: 's',
    cause: 'link' as const,
    severity: 'critical' as const,
    title: { vi: '', en: '' },
    since: 0,
    openedAt: 0,
    resolvedAt: null,
    members: [],
  },
  subject: 's',
  text: 't',
  link: null,
}

test('a message waits in the outbox until it is delivered or given up, and is there once', async () => {
  await using state = await openState(':memory:')
  const counts = { delivered: 0, failed: 0, abandoned: 0 }
  const outbox = await openOutbox(state, { counts })
  await enqueue(
    state,
    [
      { key: 'k', channel: 'a', message },
      { key: 'k', channel: 'b', message },
    ],
    100,
  )
  await enqueue(state, [{ key: 'k', channel: 'a', message }], 100)
  expect(await outbox.due(99, 10)).toEqual([])
  const [a, b] = await outbox.due(100, 10)
  expect([a, b]).toMatchObject([{ channel: 'a', attempts: 0, message }, { channel: 'b' }])
  await outbox.delivered(a!, 101)
  await outbox.failed(b!, { at: 102, error: 'refused', retryAt: 500, isUncertain: false })
  expect(await outbox.nextDueAt()).toBe(500)
  expect(await outbox.due(499, 10)).toEqual([])
  expect(await outbox.due(500, 10)).toMatchObject([{ channel: 'b', attempts: 1 }])
  await outbox.failed(b!, { at: 503, error: 'gone', retryAt: null, isUncertain: false })
  expect(await outbox.nextDueAt()).toBeUndefined()
  expect(counts).toEqual({ delivered: 1, failed: 1, abandoned: 1 })
})

test('what could not be sent to the journal is kept', async () => {
  await using state = await openState(':memory:')
  for (const line of ['a v=1\n', 'b v=1\n']) await state.insertInto('outgoing').values({ line }).execute()
  await expect(flushOutgoing(state, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  const sent: string[] = []
  await flushOutgoing(state, async (lines) => sent.push(lines))
  await flushOutgoing(state, async (lines) => sent.push(lines))
  expect(sent).toEqual(['a v=1\nb v=1\n'])
})

test('a second connection can write beside the first, and the tables are made once', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-state-'))
  try {
    const path = join(dir, 'state.db')
    await using one = await openState(path)
    await using two = await openState(path)
    const clock = fakeClock()
    const keys = [await addAgent(one, clock, 'a'), await addAgent(two, clock, 'b'), await addAgent(one, clock, 'c')]
    for (const key of keys) expect(await bearerOf(one, 0, key)).toBeDefined()
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a file that is no database is named', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-state-'))
  try {
    const path = join(dir, 'state.db')
    writeFileSync(path, 'not a database, but long enough to be read as one'.repeat(100))
    await expect(openState(path)).rejects.toThrow(`${path}: cannot be used as the state database`)
  } finally {
    rmSync(dir, { recursive: true })
  }
})
