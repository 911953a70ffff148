import { describe, expect, test } from 'vitest'
import { en } from './en.ts'
import { createFormat } from './format.ts'
import { vi } from './vi.ts'

const english = createFormat('en', en)
const vietnamese = createFormat('vi', vi)
/** 22 November 2026, 02:03:04 in Viet Nam: still the 21st by universal time. */
const night = Date.UTC(2026, 10, 21, 19, 3, 4)
const minute = 60_000

describe('formats', () => {
  test('times are those of Viet Nam, whatever the zone of the browser', () => {
    expect(english.clock(night)).toBe('02:03:04')
    expect(english.moment(night, night + minute)).toBe('02:03')
    expect(vietnamese.moment(night, night + 24 * 60 * minute)).toMatch(/^22[/-]11 02:03$/)
    expect(vietnamese.date(night)).toContain('22')
  })

  test('of a site abroad they are those of its clocks', () => {
    expect(createFormat('en', en, 'Asia/Tokyo').stamp(night)).toMatch(/^22[/]11 04:03:04$/)
    expect([createFormat('vi', vi, 'Asia/Tokyo').zone, vietnamese.zone]).toEqual(['GMT+9', 'GMT+7'])
  })

  test.for([
    [400, '0 s', '0 giây'],
    [59_400, '59 s', '59 giây'],
    [61_000, '1 min', '1 phút'],
    [60 * minute, '1 h', '1 giờ'],
    [72 * minute, '1 h 12 min', '1 giờ 12 phút'],
    [(24 * 60 + 61) * minute, '1 d 1 h', '1 ngày 1 giờ'],
    [-5000, '0 s', '0 giây'],
  ] as const)('%d ms last %s', ([ms, inEnglish, inVietnamese]) => {
    expect(english.duration(ms)).toBe(inEnglish)
    expect(vietnamese.duration(ms)).toBe(inVietnamese)
  })

  test.for([
    [0.007, '0.01 ms'],
    [12.44, '12.4 ms'],
    [140.2, '140 ms'],
    [null, '—'],
  ] as const)('%d as milliseconds is %s', ([value, text]) => {
    expect(english.milliseconds(value)).toBe(text)
  })

  test('large numbers have the unit that keeps them short', () => {
    expect(english.bandwidth(100_000_000)).toBe('100 Mbps')
    expect(english.bytes(102_068_224)).toBe('97.3 MiB')
    expect(english.bytes(0)).toBe('0 B')
    expect(vietnamese.percent(12.5)).toBe('12,5 %')
  })
})
