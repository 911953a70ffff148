import { useConsole, useSpeech, useTimeText } from '../context.ts'
import { languageNames } from '../i18n/language.ts'
import type { Route } from '../router.ts'
import { otherLanguage, themes } from '../settings/settings.ts'
import { useSelect } from '../state/select.ts'
import { Account } from './account.tsx'
import { Connection } from './connection.tsx'
import { Glyph } from './glyph.tsx'
import { Navigation } from './navigation.tsx'

/** Who we are, where we are, what time it is, and whether what is shown is true. */
export function Header({ route }: { route: Route }) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const organisation = useSelect(live, (state) => state.organisation)
  return (
    <header class="header">
      <a class="brand" href="/">
        <Glyph of="tower" size={26} />
        <span class="brand-text">
          <strong>{words.product}</strong>
          {organisation && <span class="brand-organisation">{name(organisation)}</span>}
        </span>
      </a>
      <Navigation route={route} />
      <div class="header-end">
        <Connection />
        <Clock />
        <LanguageSwitch />
        <ThemeSwitch />
        <Account />
      </div>
    </header>
  )
}

function Clock() {
  const { format } = useSpeech()
  const clock = useTimeText(format.clock)
  const date = useTimeText(format.date)
  return (
    <time class="clock" title={date}>
      {clock}
    </time>
  )
}

function LanguageSwitch() {
  const { settings } = useConsole()
  const { language, words } = useSpeech()
  const other = otherLanguage(language)
  return (
    <button
      type="button"
      class="icon-button"
      title={`${words.language}: ${languageNames[other]}`}
      aria-label={`${other.toUpperCase()} ${languageNames[other]}`}
      lang={other}
      onClick={() => settings.dispatch({ language: other })}
    >
      {other.toUpperCase()}
    </button>
  )
}

function ThemeSwitch() {
  const { settings } = useConsole()
  const { words } = useSpeech()
  const theme = useSelect(settings, (state) => state.theme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  const label = `${words.theme}: ${words.themes[theme]}`
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      onClick={() => settings.dispatch({ theme: next })}
    >
      <Glyph of={theme} />
    </button>
  )
}
