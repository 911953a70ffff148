import type { StoreFixture } from './store-contract/fixture.ts'
import { lastingContract } from './store-contract/lasting.ts'
import { rowsContract } from './store-contract/rows.ts'
import { seriesContract } from './store-contract/series.ts'
import { writingContract } from './store-contract/writing.ts'

/** What every store has to do, run by each implementation with its own fixture. */
export function storeContract(open: () => Promise<StoreFixture>) {
  writingContract(open)
  seriesContract(open)
  rowsContract(open)
  lastingContract(open)
}
