import type { Topology } from '@vonggac/model'
import { expect, test } from 'vitest'
import type { Incident } from './contract.ts'
import { messageOf, testMessage } from './message.ts'
import { incident } from './testing/sample.ts'

const organisation = { vi: 'Sở Thông tin và Truyền thông', en: 'Department of Information and Communications' }
const name = { vi: '', en: '' }
const node = (id: string, kind: Topology['nodes'][number]['kind'], parents: string[]) => ({
  id,
  kind,
  name,
  site: id.split('/')[0]!,
  parents,
})
const topology: Topology = {
  people: { 'tam-ky': 180, 'tam-ky/mot-cua': 60, 'hoi-an': 90 },
  nodes: [
    node('ttdl', 'hub', []),
    node('tam-ky/vnpt', 'link', ['ttdl']),
    node('tam-ky/rt1', 'device', ['tam-ky/vnpt']),
    node('tam-ky/vc1', 'device', ['tam-ky/vnpt']),
    node('tam-ky/mot-cua', 'service', ['tam-ky/rt1']),
    node('hoi-an/vnpt', 'link', ['ttdl']),
    node('hoi-an/viettel', 'link', ['ttdl']),
    node('hoi-an/rt1', 'device', ['hoi-an/vnpt', 'hoi-an/viettel']),
  ],
}
const link = 'https://vonggac.example.gov.vn/incidents/tam-ky.vnpt-mws7ijyo'

test('a cut link, as it wakes somebody at two in the morning', () => {
  const event = {
    kind: 'opened' as const,
    at: incident.openedAt,
    incident,
    reason: 'need-met: timeout: 3 packets in a row without an answer',
  }
  const { subject, text } = messageOf(event, { organisation, topology, link })
  expect(`${subject}\n\n${text}`).toMatchInlineSnapshot(`
    "NGHIÊM TRỌNG: Mất kết nối: đường truyền VNPT – UBND thành phố Tam Kỳ, từ 02:03 23/11 / CRITICAL: Link down: VNPT link – Tam Kỳ City People's Committee, since 02:03 23/11

    NGHIÊM TRỌNG: Mất kết nối: đường truyền VNPT – UBND thành phố Tam Kỳ, từ 02:03 23/11; nhiều khả năng do đường truyền; mất liên lạc: 1 điểm, 2 thiết bị, 1 dịch vụ, khoảng 180 người
    Bắt đầu: 02:03:12 23/11/2026 (Asia/Ho_Chi_Minh)
    Nguyên nhân: đường truyền (tam-ky/vnpt)
    Dấu hiệu: timeout: 3 packets in a row without an answer
    Ảnh hưởng: 1 điểm, 2 thiết bị, 1 dịch vụ, khoảng 180 người
    Số kiểm tra liên quan: 1
    Xem chi tiết: https://vonggac.example.gov.vn/incidents/tam-ky.vnpt-mws7ijyo
    Sở Thông tin và Truyền thông – Vọng Gác

    --
    CRITICAL: Link down: VNPT link – Tam Kỳ City People's Committee, since 02:03 23/11; likely cause: the link; cut off: 1 site, 2 devices, 1 service, about 180 people
    Began: 02:03:12 23/11/2026 (Asia/Ho_Chi_Minh)
    Cause: the link (tam-ky/vnpt)
    Seen: timeout: 3 packets in a row without an answer
    Affected: 1 site, 2 devices, 1 service, about 180 people
    Checks concerned: 1
    Details: https://vonggac.example.gov.vn/incidents/tam-ky.vnpt-mws7ijyo
    Department of Information and Communications – Vọng Gác
    "
  `)
})

test('it is over', () => {
  const resolved: Incident = { ...incident, resolvedAt: incident.since + 3_725_000 }
  const event = {
    kind: 'resolved' as const,
    at: resolved.resolvedAt!,
    incident: resolved,
    reason: 'recovered: 2 good results in a row',
  }
  const { subject, text } = messageOf(event, { organisation, topology, link: null })
  expect(`${subject}\n\n${text}`).toMatchInlineSnapshot(`
    "ĐÃ HẾT SỰ CỐ: Mất kết nối: đường truyền VNPT – UBND thành phố Tam Kỳ, kéo dài 1 giờ 2 phút / RESOLVED: Link down: VNPT link – Tam Kỳ City People's Committee, after 1 h 2 min

    ĐÃ HẾT SỰ CỐ: Mất kết nối: đường truyền VNPT – UBND thành phố Tam Kỳ, kéo dài 1 giờ 2 phút
    Bắt đầu: 02:03:12 23/11/2026 (Asia/Ho_Chi_Minh)
    Kết thúc: 03:05:17 23/11/2026 (Asia/Ho_Chi_Minh), kéo dài 1 giờ 2 phút
    Số kiểm tra liên quan: 1
    Sở Thông tin và Truyền thông – Vọng Gác

    --
    RESOLVED: Link down: VNPT link – Tam Kỳ City People's Committee, after 1 h 2 min
    Began: 02:03:12 23/11/2026 (Asia/Ho_Chi_Minh)
    Ended: 03:05:17 23/11/2026 (Asia/Ho_Chi_Minh), after 1 h 2 min
    Checks concerned: 1
    Department of Information and Communications – Vọng Gác
    "
  `)
})

test('the likely cause stands in the first line where it says more than the title, with what speaks for it', () => {
  const evidence = [
    { vi: 'bộ lưu điện đã chạy bằng ắc quy từ 12 phút trước đó', en: 'the UPS ran on its battery from 12 min before' },
    { vi: 'đã khởi động lại trong lúc đó: rt1', en: 'restarted meanwhile: rt1' },
  ]
  const power: Incident = {
    ...incident,
    cause: 'power',
    attribution: { cause: 'power', confidence: 0.95, state: 'provisional', evidence },
  }
  const said = (kind: 'opened' | 'resolved', one: Incident) =>
    messageOf({ kind, at: 0, incident: one, reason: 'need-met: x' }, { organisation, link: null }).text.split('\n')
  const opened = said('opened', power)
  expect(opened[0]).toMatch(
    /; nhiều khả năng do mất điện tại điểm \(bộ lưu điện đã chạy bằng ắc quy từ 12 phút trước đó\)$/,
  )
  expect(opened).toContain(
    'Cause: power at the site (tam-ky/vnpt): the UPS ran on its battery from 12 min before; restarted meanwhile: rt1',
  )
  expect(said('resolved', { ...power, resolvedAt: power.since + 60_000 })).toContain(
    'Nguyên nhân, theo những gì đã biết: mất điện tại điểm: bộ lưu điện đã chạy bằng ắc quy từ 12 phút trước đó; đã khởi động lại trong lúc đó: rt1',
  )
  const bare: Incident = {
    ...incident,
    attribution: { cause: 'link', confidence: 0.6, state: 'provisional', evidence: [] },
  }
  expect(said('opened', bare)[0]).not.toContain('nhiều khả năng')
  expect(said('resolved', { ...bare, resolvedAt: bare.since + 60_000 }).join()).not.toContain('Nguyên nhân')
})

test('one of two links, the hub, and without a topology', () => {
  const opened = (changes: Partial<Incident>) =>
    messageOf(
      {
        kind: 'opened',
        at: 0,
        incident: { ...incident, ...changes },
        reason: 'hub-down: 31 of 33 links failed together',
      },
      { organisation, topology, link: null },
    ).text.split('\n')[4]
  expect(opened({ node: 'hoi-an/vnpt' })).toBe('Ảnh hưởng: không có gì khác')
  expect(opened({ node: 'ttdl', cause: 'hub' })).toBe(
    'Ảnh hưởng: 2 điểm, 3 đường truyền, 3 thiết bị, 1 dịch vụ, khoảng 270 người',
  )
  const last = messageOf(
    { kind: 'opened', at: 0, incident: { ...incident, node: 'hoi-an/vnpt' }, reason: 'need-met: x' },
    { organisation, topology, down: ['hoi-an/viettel'], link: null },
  )
  expect(last.text).toContain('Ảnh hưởng: 1 điểm, 1 thiết bị, khoảng 90 người\n')
  const poor = messageOf(
    { kind: 'opened', at: 0, incident, reason: 'warn-met: loss: 4 %' },
    { organisation, topology, link: null },
  )
  expect(poor.text).toContain('Ảnh hưởng: không có gì khác\n')
  const bare = messageOf(
    { kind: 'opened', at: 0, incident, reason: 'need-met: x' },
    { organisation, timezone: 'UTC', link: null },
  )
  expect(bare.text).not.toContain('Ảnh hưởng')
  expect(bare.subject).toContain('19:03 22/11')
})

test('a test message says that it is one', () => {
  const { kind, subject, text } = testMessage('on-call', incident.openedAt, { organisation })
  expect(kind).toBe('test')
  expect(`${subject}\n\n${text}`).toMatchInlineSnapshot(`
    "THỬ: Tin nhắn thử của kênh on-call, từ 02:03 23/11 / TEST: Test message of channel on-call, since 02:03 23/11

    THỬ: Tin nhắn thử của kênh on-call, từ 02:03 23/11
    Bắt đầu: 02:03:16 23/11/2026 (Asia/Ho_Chi_Minh)
    Sở Thông tin và Truyền thông – Vọng Gác

    --
    TEST: Test message of channel on-call, since 02:03 23/11
    Began: 02:03:16 23/11/2026 (Asia/Ho_Chi_Minh)
    Department of Information and Communications – Vọng Gác
    "
  `)
})
