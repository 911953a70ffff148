import { en } from './en.ts'
import { vi, type Words } from './vi.ts'

/** The languages of the console, Vietnamese first. */
export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]

/** Each language's name in itself. */
export const languageNames: Readonly<Record<Language, string>> = { vi: 'Tiếng Việt', en: 'English' }

const dictionaries: Readonly<Record<Language, Words>> = { vi, en }

/** The dictionary of a language. */
export const wordsOf = (language: Language): Words => dictionaries[language]

/** What was chosen before, else the first of the browser's languages that we speak, else Vietnamese. */
export function pickLanguage(remembered: string | null, browser: readonly string[]): Language {
  const spoken = [remembered ?? '', ...browser.map((tag) => tag.split('-')[0]!.toLowerCase())]
  return (
    spoken.map((tag) => languages.find((language) => language === tag)).find((language) => language !== undefined) ??
    'vi'
  )
}
