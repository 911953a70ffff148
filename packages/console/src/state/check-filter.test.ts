import { expect, test } from 'vitest'
import type { CheckStatus } from '../api/document.ts'
import { type CheckFilter, filtered, PAGE_ROWS, pageOf } from './check-filter.ts'

const check = (id: string, more: Partial<CheckStatus> = {}): CheckStatus => ({
  id,
  kind: 'icmp',
  target: '10.0.0.1',
  agent: 'hub',
  site: id.split('/')[0]!,
  node: id,
  interval_ms: 5000,
  status: 'ok',
  error: '',
  detail: '',
  since: null,
  at: null,
  duration_ms: null,
  outside_hours: false,
  ...more,
})
const all = [
  check('tam-ky/vnpt/icmp@hub'),
  check('tam-ky/rt1/tcp-22@hub', { kind: 'tcp', status: 'fail', error: 'refused', detail: 'Không kết nối được: Đích' }),
  check('hoi-an/vnpt/icmp@hoi-an', { agent: 'hoi-an', status: 'unknown' }),
]
const none: CheckFilter = { text: '', site: '', kind: '', agent: '', state: '' }
const ids = (filter: Partial<CheckFilter>) => filtered(all, { ...none, ...filter }).map(({ id }) => id)

test.for([
  [{}, [0, 1, 2]],
  [{ site: 'tam-ky' }, [0, 1]],
  [{ kind: 'tcp' }, [1]],
  [{ agent: 'hoi-an' }, [2]],
  [{ state: 'trouble' }, [1, 2]],
  [{ state: 'unknown' }, [2]],
  [{ text: 'VNPT tam' }, [0]],
  [{ text: 'khong ket noi dich' }, [1]],
  [{ text: 'refused', site: 'hoi-an' }, []],
  [{ text: '(.*' }, []],
] as [Partial<CheckFilter>, number[]][])('%o leaves %o', ([filter, left]) => {
  expect(ids(filter)).toEqual(left.map((i) => all[i]!.id))
})

test.for([
  [0, 1, 1, 1, 0],
  [PAGE_ROWS, 1, 1, 1, PAGE_ROWS],
  [PAGE_ROWS + 1, 2, 2, 2, 1],
  [PAGE_ROWS * 3, 9, 3, 3, PAGE_ROWS],
  [PAGE_ROWS * 3, Number.NaN, 1, 3, PAGE_ROWS],
  [PAGE_ROWS * 3, -4, 1, 3, PAGE_ROWS],
] as const)('of %d rows page %d is page %d of %d with %d', ([count, wanted, page, pages, rows]) => {
  const found = pageOf(
    Array.from({ length: count }, (_, i) => i),
    wanted,
  )
  expect([found.page, found.pages, found.rows.length]).toEqual([page, pages, rows])
})
