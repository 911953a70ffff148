import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Client } from './api/client.ts'
import type { Name } from './api/document.ts'
import { createFormat, type Format } from './i18n/format.ts'
import { type Language, wordsOf } from './i18n/language.ts'
import type { Words } from './i18n/vi.ts'
import type { Router } from './router.ts'
import type { SettingsStore } from './settings/settings.ts'
import { useSelect } from './state/select.ts'
import type { LiveStore } from './state/session.ts'
import type { Store } from './state/store.ts'

/** What every component may use. */
export interface Console {
  readonly client: Client
  readonly live: LiveStore
  readonly settings: SettingsStore
  readonly router: Router
  /** The collector's time, Unix ms, moved on every second. */
  readonly clock: Store<number, number>
  /** Connects anew: after a token was given, or when somebody does not want to wait. */
  connect(): void
}

const ConsoleContext = createContext<Console | null>(null)
export const ConsoleProvider = ConsoleContext.Provider

/** The parts of the console. Throws outside of `ConsoleProvider`. */
export function useConsole(): Console {
  const console = useContext(ConsoleContext)
  if (!console) throw new Error('outside of ConsoleProvider')
  return console
}

export interface Speech {
  readonly language: Language
  readonly words: Words
  readonly format: Format
  /** A name from the configuration in the language of the page. */
  name(name: Name): string
}

const speeches = new Map<Language, Speech>()

/** The language of the page: words, formats, names. */
export function useSpeech(): Speech {
  const language = useSelect(useConsole().settings, (settings) => settings.language)
  let speech = speeches.get(language)
  if (!speech) {
    const words = wordsOf(language)
    speech = { language, words, format: createFormat(language, words), name: (name) => name[language] }
    speeches.set(language, speech)
  }
  return speech
}

/** What `text` makes of the time now; renders again only when the text changes. */
export function useTimeText(text: (now: number) => string): string {
  return useSelect(useConsole().clock, text)
}
