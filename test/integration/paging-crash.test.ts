import { expect, test } from 'vitest'
import { runCrashes } from '../support/crash-outage.ts'
import { temporaryDirectory } from '../support/server-process.ts'

/** Each moment once: see there. `pnpm bench crash` does a hundred. */
const KILLS = 8

test('killed again and again during outages: no page is lost, and none has another key', async () => {
  using dir = temporaryDirectory('paging-crash')
  const ran = await runCrashes(KILLS, dir.path)
  expect(ran).toMatchObject({
    lost: [],
    doubled: [],
    endsWithoutBeginning: [],
    outOfOrder: [],
    toldAfterAcknowledgement: [],
  })
  expect(ran.incidents).toBeGreaterThan(0)
})
