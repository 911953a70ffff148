import type { Incident } from '@vonggac/alerting'
import { expect, test } from 'vitest'
import { recordEvents } from '../state/incident-record.ts'
import { openState } from '../state/state.ts'
import { powerExclusions } from './exclusions.ts'

const HOUR = 3_600_000
const circumstances = { by: null, reopenMs: 0, impacts: new Map() }

const outage = (id: string, attribution?: Incident['attribution']): Incident => ({
  id,
  node: `${id}/vnpt`,
  site: id,
  cause: 'power',
  severity: 'critical',
  title: { vi: 'Mất kết nối', en: 'Link down' },
  since: HOUR,
  openedAt: HOUR + 4_000,
  resolvedAt: null,
  members: [],
  ...(attribution && { attribution }),
})
const power = (confidence: number): NonNullable<Incident['attribution']> => ({
  cause: 'power',
  confidence,
  state: 'confirmed',
  evidence: [],
})

test('a power failure that is nearly certain takes time off the account, one that only a trap tells of does not', async () => {
  await using state = await openState(':memory:')
  for (const one of [outage('sure', power(0.95)), outage('guess', power(0.7)), outage('before-there-was-any')]) {
    const over = { ...one, resolvedAt: 2 * HOUR }
    await recordEvents(
      state,
      [
        { kind: 'opened', at: one.openedAt, incident: one, reason: 'need-met: lost' },
        { kind: 'resolved', at: 2 * HOUR, incident: over, reason: 'recovered: good' },
      ],
      circumstances,
    )
  }
  const excluded = await powerExclusions(state)({ from: 0, to: 3 * HOUR })
  expect(excluded.map(({ match }) => match[0]).sort()).toEqual(['before-there-was-any', 'sure'])
  expect(excluded[0]).toMatchObject({ kind: 'power', from: HOUR, to: 2 * HOUR })
})
