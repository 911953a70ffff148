import { useConsole, useSpeech, useTimeText } from '../context.ts'
import { languageNames } from '../i18n/language.ts'
import { pathOf, type Route } from '../router.ts'
import { otherLanguage, themes } from '../settings/settings.ts'
import { openIncidents } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { Connection } from './connection.tsx'
import { Glyph } from './glyph.tsx'

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
      </div>
    </header>
  )
}

function Navigation({ route }: { route: Route }) {
  const { live } = useConsole()
  const { words } = useSpeech()
  const open = useSelect(live, (state) => openIncidents(state.incidents.values()).length)
  const entry = (page: 'overview' | 'incidents' | 'services' | 'readiness' | 'agents', current: boolean) => (
    <a href={pathOf({ page })} aria-current={current ? 'page' : undefined}>
      {page === 'readiness' || page === 'services' ? words[page].title : words[page]}
      {page === 'incidents' && open > 0 && <span class="badge">{open}</span>}
    </a>
  )
  return (
    <nav class="navigation" aria-label={words.navigation}>
      {entry('overview', route.page === 'overview' || route.page === 'site')}
      {entry('incidents', route.page === 'incidents' || route.page === 'incident')}
      {entry('services', route.page === 'services' || route.page === 'service')}
      {entry('readiness', route.page === 'readiness' || route.page === 'meeting')}
      {entry('agents', route.page === 'agents')}
    </nav>
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
      aria-label={languageNames[other]}
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
