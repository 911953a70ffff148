import { configSchema } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { createLinkAccount, type LinkState, MOST_MS } from './link-account.ts'

const config = configSchema.parse({
  organisation: { name: { vi: 'Tỉnh', en: 'Province' } },
  providers: [{ id: 'vnpt', name: 'VNPT' }],
  sites: [
    {
      id: 'tam-ky',
      name: 'Tam Kỳ',
      kind: 'district',
      links: [
        {
          id: 'main',
          provider: 'vnpt',
          gateway: '10.33.1.1',
          bandwidth: '50Mbps',
          sla: { availability: 99.5, latency: '30ms', loss: 1 },
        },
        { id: 'spare', provider: 'vnpt', gateway: '10.33.1.2' },
      ],
    },
  ],
})

/** Looks 5 s apart at the first link; what the account makes of it. */
function accountOf(...states: LinkState[]) {
  const account = createLinkAccount(config)
  for (const state of states) account.add(5_000, (node) => (node === 'tam-ky/main' ? state : 'ok'))
  return account.close(1_000).find(({ tags }) => tags.link === 'main')?.fields
}

test.for<[string, LinkState[], object | undefined]>([
  ['a link that works is up', ['ok', 'warn'], { up_s: 10, down_s: 0, unknown_s: 0, outages: 0n, status: 1n, rank: 2n }],
  [
    'a failure is one outage',
    ['ok', 'fail', 'fail', 'ok'],
    { up_s: 10, down_s: 10, outages: 1n, status: 0n, rank: 3n },
  ],
  ['two failures are two', ['ok', 'fail', 'ok', 'fail'], { up_s: 10, down_s: 10, outages: 2n, status: 2n }],
  [
    'what is not known counts on neither side and hides no failure',
    ['ok', 'fail', 'unknown'],
    { up_s: 5, down_s: 5, unknown_s: 5, rank: 3n, status: 3n },
  ],
  ['an outage that we lose sight of is one', ['ok', 'fail', 'unknown', 'fail'], { down_s: 10, outages: 1n }],
  ['a link that was down when we began had no outage that we saw', ['fail'], { down_s: 5, outages: 0n }],
  ['outside its hours it has no point', ['ok', undefined], undefined],
  ['hours that are closed count for nothing', [undefined, 'ok'], { up_s: 5, down_s: 0, unknown_s: 0 }],
])('%s', ([, states, fields]) => {
  const found = accountOf(...states)
  if (fields) expect(found).toMatchObject(fields)
  else expect(found).toBeUndefined()
})

test('of a long time without a look nothing is known', () => {
  const account = createLinkAccount(config)
  account.add(MOST_MS + 60_000, () => 'ok')
  expect(account.close(0)[0]?.fields).toMatchObject({ up_s: MOST_MS / 1_000, unknown_s: 60 })
})

test('a point closes the account, and carries what the contract promises', () => {
  const account = createLinkAccount(config)
  account.add(5_000, () => 'fail')
  const [main, spare] = account.close(7)
  expect(main).toMatchObject({
    measurement: 'link_state',
    tags: { site: 'tam-ky', link: 'main', provider: 'vnpt' },
    fields: { sla_availability_pct: 99.5, sla_latency_ms: 30, sla_loss_pct: 1, bandwidth_bps: 50_000_000 },
    timestamp: 7,
  })
  expect(Object.keys(spare!.fields).filter((name) => name.startsWith('sla'))).toEqual([])
  expect(account.close(8)).toEqual([])
  account.add(5_000, () => 'fail')
  // It was down before: no new outage.
  expect(account.close(9)[0]?.fields).toMatchObject({ down_s: 5, outages: 0n })
})
