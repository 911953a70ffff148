import { type Language, languages, pickLanguage } from '../i18n/language.ts'
import type { SiteOrder } from '../state/ordering.ts'
import { createStore, type Store } from '../state/store.ts'
import { slot } from './storage.ts'

/** `system` follows `prefers-color-scheme`. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What a person chose, remembered on this machine. The token lives in this tab only. */
export interface Settings {
  readonly language: Language
  readonly theme: Theme
  readonly order: SiteOrder
  /** Written into the timeline of incidents. */
  readonly person: string
  readonly token: string | null
}

export type SettingsStore = Store<Settings, Partial<Settings>>

const slots = {
  language: slot(() => localStorage, 'vonggac.language'),
  theme: slot(() => localStorage, 'vonggac.theme'),
  order: slot(() => localStorage, 'vonggac.order'),
  person: slot(() => localStorage, 'vonggac.person'),
  token: slot(() => sessionStorage, 'vonggac.token'),
} as const

/** Reads what is remembered; every later change is remembered as well. */
export function openSettings(): SettingsStore {
  const theme = slots.theme.read()
  const initial: Settings = {
    language: pickLanguage(slots.language.read(), navigator.languages),
    theme: themes.find((known) => known === theme) ?? 'system',
    order: slots.order.read() === 'worst' ? 'worst' : 'fixed',
    person: slots.person.read() ?? '',
    token: slots.token.read(),
  }
  return createStore((settings: Settings, change: Partial<Settings>) => {
    for (const [key, value] of Object.entries(change)) slots[key as keyof Settings].write(value)
    return { ...settings, ...change }
  }, initial)
}

/** The other language: there are two, so one button switches. */
export const otherLanguage = (language: Language): Language => languages.find((other) => other !== language)!
