import { expect, test } from 'vitest'
import type { IncidentPage } from '../api-types.ts'
import { openAsked, operator } from '../testing/ask.ts'

/** Years of incidents: whoever asks for them must get them a page at a time. */
const COUNT = 10_000
/** SQLite takes so many values in a statement that this many rows fit. */
const ROWS_AT_ONCE = 500

const row = (n: number) => ({
  ...{
    id: `i${n}`,
    node: `tam-ky/n${n}`,
    site: 'tam-ky',
    cause: 'link',
    severity: 'critical',
    own_severity: 'critical',
  },
  ...{
    title_vi: 'Mất kết nối',
    title_en: 'Link down',
    since: n * 1_000,
    opened_at: n * 1_000,
    resolved_at: n * 1_000 + 500,
  },
  ...{ acked_at: null, acked_by: null, members: '[]', run: `i${n}`, reopened: 0, impact: null, assigned_to: null },
  ...{ snoozed_until: null, snoozed_by: null, merged_into: null, held_by: null, root_cause: '', measures: '' },
  ...{ prevention: '', search: 'mat ket noi' },
})

test('ten thousand incidents come in bounded pages, each once, and all at once only as a table', {
  timeout: 60_000,
}, async () => {
  await using at = await openAsked()
  for (let n = 0; n < COUNT; n += ROWS_AT_ONCE)
    await at.state
      .insertInto('incidents')
      .values(Array.from({ length: ROWS_AT_ONCE }, (_, i) => row(n + i)))
      .execute()
  const ask = (query: string) => at.ask(`/api/v1/incidents${query}`, { headers: operator })
  expect((await ask('?limit=100000')).status).toBe(400)
  const seen = new Set<string>()
  let pages = 0
  for (let after = ''; ; pages++) {
    const answer = await ask(after === '' ? '' : `?after=${encodeURIComponent(after)}`)
    const { incidents, next } = (await answer.json()) as IncidentPage
    expect(incidents.length).toBeLessThanOrEqual(500)
    for (const { id } of incidents) seen.add(id)
    if (next === null) break
    after = next
  }
  expect(seen.size).toBe(COUNT)
  expect(pages).toBeGreaterThanOrEqual(COUNT / 500 - 1)
  const table = await (await ask('?format=csv')).text()
  expect(table.trimEnd().split('\r\n')).toHaveLength(COUNT + 1)
})
