import type { Name } from '@vonggac/model'
import { texts } from './texts.ts'

export const languages = ['en', 'vi'] as const
export type Language = (typeof languages)[number]
export type TextKey = keyof typeof texts

/** Gives the text of a key, with `{name}` replaced by the value of that name. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

/** The dictionary in one language. A text that is missing in one of them does not compile. */
export function translator(language: Language): Translate {
  const dictionary: Readonly<Record<TextKey, Name>> = texts
  return (key, values = {}) =>
    dictionary[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`))
}
