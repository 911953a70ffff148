import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Client } from './api/client.ts'
import type { Name } from './api/document.ts'
import { createFormat, type Format, ZONE } from './i18n/format.ts'
import { type Language, wordsOf } from './i18n/language.ts'
import type { Words } from './i18n/vi.ts'
import type { Router } from './router.ts'
import type { SettingsStore } from './settings/settings.ts'
import type { IdentityStore } from './state/identity.ts'
import { useSelect } from './state/select.ts'
import type { LiveStore } from './state/session.ts'
import type { Store } from './state/store.ts'

/** What every component may use. */
export interface Console {
  readonly client: Client
  readonly live: LiveStore
  readonly settings: SettingsStore
  readonly router: Router
  /** Who looks at it. */
  readonly identity: IdentityStore
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
  /** Whose clocks times are shown by: Asia/Ho_Chi_Minh. */
  readonly zone: string
  /** A name from the configuration in the language of the page. */
  name(name: Name): string
}

const speeches = new Map<string, Speech>()

const ZoneContext = createContext<string | null>(null)
/** What is inside shows times by the clocks of a place; of the organisation outside of any, or where `null`. */
export const ZoneProvider = ZoneContext.Provider

/** The language of the page: words, formats, names. */
export function useSpeech(): Speech {
  const { settings, live } = useConsole()
  const language = useSelect(settings, (state) => state.language)
  const organisation = useSelect(live, (state) => state.timezone)
  const zone = useContext(ZoneContext) ?? organisation
  const key = `${language} ${zone}`
  let speech = speeches.get(key)
  if (!speech) {
    const words = wordsOf(language)
    speech = { language, words, zone, format: formatIn(language, words, zone), name: (name) => name[language] }
    speeches.set(key, speech)
  }
  return speech
}

/** A zone that this browser does not know is shown as the usual one rather than not at all. */
function formatIn(language: Language, words: Words, zone: string): Format {
  try {
    return createFormat(language, words, zone)
  } catch {
    return createFormat(language, words, ZONE)
  }
}

/** What `text` makes of the time now; renders again only when the text changes. */
export function useTimeText(text: (now: number) => string): string {
  return useSelect(useConsole().clock, text)
}
