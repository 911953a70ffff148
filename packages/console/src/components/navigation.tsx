import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import type { Words } from '../i18n/vi.ts'
import { pathOf, type Route } from '../router.ts'
import { openOf } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { Glyph } from './glyph.tsx'
import { useMay } from './signature.tsx'

interface Entry {
  /** Where the entry leads. */
  readonly to: Route
  readonly label: (words: Words) => string
  /** Pages below it, which show it as the current one. */
  readonly below?: readonly Route['page'][]
  /** Only for those who may handle things. */
  readonly handles?: true
}

/** What somebody looks at in a hurry. All of these must fit one line of a phone in both languages. */
const first: readonly Entry[] = [
  { to: { page: 'overview' }, label: (words) => words.overview, below: ['site'] },
  { to: { page: 'incidents' }, label: (words) => words.incidents, below: ['incident'] },
  { to: { page: 'services' }, label: (words) => words.services.title, below: ['service'] },
  { to: { page: 'readiness' }, label: (words) => words.readiness.title, below: ['meeting'] },
]

/** Everything else, behind one button: a further page is one more line here. */
const more: readonly Entry[] = [
  { to: { page: 'on-call' }, label: (words) => words.onCall.title },
  { to: { page: 'maintenance' }, label: (words) => words.maintenance.title },
  { to: { page: 'reports' }, label: (words) => words.reports.title },
  { to: { page: 'notices' }, label: (words) => words.notices.title },
  { to: { page: 'agents' }, label: (words) => words.agents },
  { to: { page: 'configuration' }, label: (words) => words.configuration.title, below: ['check'], handles: true },
  { to: { page: 'settings' }, label: (words) => words.people.title },
]

const isHere = ({ to, below }: Entry, { page }: Route) => page === to.page || below?.includes(page) === true

/** The ways to the pages. */
export function Navigation({ route }: { route: Route }) {
  const { words } = useSpeech()
  return (
    <nav class="navigation" aria-label={words.navigation}>
      {first.map((entry) => (
        <NavigationLink key={entry.to.page} entry={entry} route={route}>
          {entry.to.page === 'incidents' && <OpenCount />}
        </NavigationLink>
      ))}
      <More key={pathOf(route)} route={route} />
    </nav>
  )
}

function NavigationLink({ entry, route, children }: { entry: Entry; route: Route; children?: ComponentChildren }) {
  const { words } = useSpeech()
  return (
    <a href={pathOf(entry.to)} aria-current={isHere(entry, route) ? 'page' : undefined}>
      {entry.label(words)}
      {children}
    </a>
  )
}

/** More than this takes more room than a phone has: the list has the figure. */
const MOST_COUNTED = 99

function OpenCount() {
  const { live } = useConsole()
  const open = useSelect(live, (state) => openOf(state.incidents).length)
  return open > 0 ? <span class="badge">{open > MOST_COUNTED ? `${MOST_COUNTED}+` : open}</span> : null
}

/** Opens with click, Enter or Space; closes with Escape, and when pointer or keyboard go elsewhere. */
function More({ route }: { route: Route }) {
  const { words } = useSpeech()
  const may = useMay('operator')
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    const stop = new AbortController()
    document.addEventListener('pointerdown', outside, stop)
    document.addEventListener('focusin', outside, stop)
    document.addEventListener('keydown', key, stop)
    return () => stop.abort()
  }, [open])
  const here = more.find((entry) => isHere(entry, route))
  return (
    <div class="more" ref={box}>
      <button
        type="button"
        ref={button}
        class={here ? 'is-here' : ''}
        aria-expanded={open}
        aria-controls="more-pages"
        title={here?.label(words)}
        onClick={() => setOpen(!open)}
      >
        {words.more}
        <Glyph of="down" size={14} />
      </button>
      <ul id="more-pages" hidden={!open}>
        {more
          .filter(({ handles }) => may || !handles)
          .map((entry) => (
            <li key={entry.to.page}>
              <NavigationLink entry={entry} route={route} />
            </li>
          ))}
      </ul>
    </div>
  )
}
