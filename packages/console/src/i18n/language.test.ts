import { expect, test } from 'vitest'
import { en } from './en.ts'
import { pickLanguage } from './language.ts'
import { shortName } from './short-name.ts'
import { vi } from './vi.ts'

test.for([
  { remembered: null, browser: ['vi-VN', 'en'], language: 'vi' },
  { remembered: null, browser: ['fr', 'en-GB'], language: 'en' },
  { remembered: null, browser: ['fr'], language: 'vi' },
  { remembered: null, browser: [], language: 'vi' },
  { remembered: 'en', browser: ['vi'], language: 'en' },
  { remembered: 'xx', browser: ['en'], language: 'en' },
])('remembered $remembered and a browser in $browser give $language', ({ remembered, browser, language }) => {
  expect(pickLanguage(remembered, browser)).toBe(language)
})

test('both dictionaries say something everywhere', () => {
  const texts = (value: unknown): unknown[] =>
    typeof value === 'object' && value ? Object.values(value).flatMap(texts) : [value]
  for (const dictionary of [vi, en]) expect(texts(dictionary).filter((text) => text === '')).toEqual([])
})

test.for([
  ['UBND huyện Nam Trà My', 'Nam Trà My'],
  ['UBND thành phố Tam Kỳ', 'Tam Kỳ'],
  ['Sở Y tế', 'Sở Y tế'],
  ['UBND huyện ', 'UBND huyện '],
] as const)('%s is shown as %s', ([full, short]) => {
  expect(shortName({ vi: full, en: '' }, 'vi')).toBe(short)
})

test('an English committee is shown by its district', () => {
  expect(shortName({ vi: '', en: "Hội An City People's Committee" }, 'en')).toBe('Hội An')
})
