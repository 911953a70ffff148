import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadTexts } from './load.ts'
import { anyDraft, filesOf } from './testdata/arbitrary-config.ts'
import { good } from './testdata/broken-configs/good.ts'
import { topologyOf } from './topology-of.ts'

const topology = (text: string) => topologyOf(loadTexts([{ name: 'c.yaml', text }]).config!).nodes

test('what hangs on what', () => {
  const text = `${good}services:
  - {id: web, name: Web, site: tam-ky, checks: [{kind: tcp, host: 10.33.1.10, port: 443}]}
  - {id: mail, name: Mail, site: tam-ky}
  - {id: portal, name: Portal, site: ttdl}`
  expect(topology(text).map(({ id, kind, parents }) => [id, kind, parents])).toEqual([
    ['ttdl', 'hub', []],
    ['ttdl/mon', 'device', ['ttdl']],
    ['tam-ky/vnpt', 'link', ['ttdl']],
    ['tam-ky/rt1', 'device', ['tam-ky/vnpt']],
    ['tam-ky/srv1', 'device', ['tam-ky/vnpt']],
    ['tam-ky/web', 'service', ['tam-ky/srv1']],
    ['tam-ky/mail', 'service', ['tam-ky/vnpt']],
    ['ttdl/portal', 'service', ['ttdl']],
    ['ttdl/@hub', 'agent', ['ttdl/mon']],
    ['tam-ky/@tam-ky', 'agent', ['tam-ky/srv1']],
  ])
})

test('devices behind devices, as deep as they stand', () => {
  const text = good.replace(
    '{id: srv1, role: server, address: 10.33.1.10, agent: true}',
    '{id: sw1, role: switch, address: 10.33.1.2, behind: rt1}\n      - {id: srv1, role: server, address: 10.33.1.10, agent: true, behind: sw1}',
  )
  expect(topology(text).map(({ id, parents }) => [id, parents])).toEqual(
    expect.arrayContaining([
      ['tam-ky/sw1', ['tam-ky/rt1']],
      ['tam-ky/srv1', ['tam-ky/sw1']],
      ['tam-ky/@tam-ky', ['tam-ky/srv1']],
    ]),
  )
})

test('nodes are named for people in both languages', () => {
  const names = topology(good.replace('provider: vnpt', 'role: backup, provider: vnpt')).map(({ name }) => name)
  expect(names).toContainEqual({ vi: 'đường truyền dự phòng VNPT – Tam Kỳ', en: 'VNPT backup link – Tam Kỳ' })
  expect(names).toContainEqual({ vi: 'bộ định tuyến rt1 – Tam Kỳ', en: 'router rt1 – Tam Kỳ' })
  expect(names).toContainEqual({ vi: 'máy trạm giám sát tam-ky – Tam Kỳ', en: 'agent tam-ky – Tam Kỳ' })
})

test('ids are unique, every parent exists, and nothing hangs on itself', () => {
  fc.assert(
    fc.property(anyDraft, fc.nat(3), (draft, cut) => {
      const { nodes } = topologyOf(loadTexts(filesOf(draft, cut)).config!)
      const parents = new Map(nodes.map((node) => [node.id, node.parents]))
      expect(parents.size).toBe(nodes.length)
      const above = (id: string): string[] => parents.get(id)!.flatMap((parent) => [parent, ...above(parent)])
      for (const { id } of nodes) expect(above(id)).not.toContain(id)
    }),
  )
})
