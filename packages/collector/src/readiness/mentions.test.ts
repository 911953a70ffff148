import { expect, test } from 'vitest'
import { sitesMentioned } from './mentions.ts'

const site = (id: string, vi: string, en = vi, role = 'conference-endpoint') => ({
  id,
  name: { vi, en },
  devices: [{ role }],
})
const sites = [
  site('tam-ky', 'UBND thành phố Tam Kỳ', 'Tam Kỳ City'),
  site('hoi-an', 'Hội An'),
  site('que-son', 'Quế Sơn'),
  site('que-son-trung', 'Quế Sơn Trung'),
  site('dien-ban', 'Điện Bàn'),
  site('kho', 'Kho lưu trữ', 'Archive', 'server'),
]

test.for<[string, string[], string[]]>([
  ['by id', ['tam-ky, hoi-an'], ['tam-ky', 'hoi-an']],
  ['by the id without its hyphen, as people write names', ['Điểm cầu: Tam Kỳ; Hội An'], ['tam-ky', 'hoi-an']],
  ['without accents', ['diem cau dien ban'], ['dien-ban']],
  ['in English', ['Tam Kỳ City and the archive'], ['tam-ky', 'kho']],
  ['by address', ['mailto:hoi-an@vc.example.gov.vn'], ['hoi-an']],
  ['the whole province', ['Họp toàn tỉnh'], ['tam-ky', 'hoi-an', 'que-son', 'que-son-trung', 'dien-ban']],
  ['all', ['all'], ['tam-ky', 'hoi-an', 'que-son', 'que-son-trung', 'dien-ban']],
  ['a name that is part of another', ['Quế Sơn Trung'], ['que-son-trung']],
  ['both of them', ['Quế Sơn Trung, Quế Sơn'], ['que-son', 'que-son-trung']],
  ['nobody', ['Phòng họp A, gọi lại'], []],
  ['a word inside a word', ['Thành Hội Anh'], []],
])('%s', ([, texts, expected]) => {
  expect(sitesMentioned(texts, sites)).toEqual(expected)
})
