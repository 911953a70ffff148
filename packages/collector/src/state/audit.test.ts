import { expect, test } from 'vitest'
import { listAudit, writeAudit } from './audit.ts'
import { openState } from './state.ts'

test.for(['Đỗ', 'TOKEN:', 'văn', '%'])(
  'the log is searched for %s as it is written, whatever the case of a to z',
  async (who) => {
    await using state = await openState(':memory:')
    await writeAudit(state, { at: 0, by: 'token:Đỗ Văn 100%', what: 'x', target: 'y' })
    await writeAudit(state, { at: 0, by: 'lan', what: 'x', target: 'y' })
    expect(await listAudit(state, { limit: 5, who })).toMatchObject([{ who: 'token:Đỗ Văn 100%' }])
  },
)
