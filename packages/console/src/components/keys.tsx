import { useEffect, useRef } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import type { Words } from '../i18n/vi.ts'
import { pathOf } from '../router.ts'
import { SEARCH_ANCHOR } from '../state/anchor.ts'
import { type PlainPage, places, shortcutOf } from '../state/shortcuts.ts'

/** The dialog with the list, for whoever has a button for it. */
export const KEYS_DIALOG = 'keys'

export const openKeys = () => {
  const dialog = document.getElementById(KEYS_DIALOG)
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal()
}

/** Keys that lead somewhere, and the list of them. */
export function Keys() {
  const { router } = useConsole()
  const { words } = useSpeech()
  const { configuration } = words
  const since = useRef<number | null>(null)
  useEffect(() => {
    const go = (path: string) => {
      history.pushState(null, '', path)
      // Whoever is on the page already stays where they are.
      dispatchEvent(new PopStateEvent('popstate'))
      scrollTo(0, 0)
    }
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const meant = shortcutOf(event.key, since.current, Date.now())
      since.current = meant.kind === 'prefix' ? Date.now() : null
      if (meant.kind === 'none' || meant.kind === 'prefix') return
      event.preventDefault()
      if (meant.kind === 'help') openKeys()
      else if (meant.kind === 'go') go(pathOf({ page: meant.page }))
      else if (!focusSearch()) {
        go(`${pathOf({ page: 'configuration' })}#${SEARCH_ANCHOR}`)
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [router])
  return (
    <dialog id={KEYS_DIALOG} class="keys" aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">{configuration.keys}</h2>
        <dl>
          <Key keys={['/']} what={configuration.keySearch} />
          {places.map(([key, page]) => (
            <Key key={key} keys={['g', key]} what={configuration.keyGo(pageName(page, words))} />
          ))}
          <Key keys={['?']} what={configuration.keyHelp} />
        </dl>
        <p class="muted">{configuration.keysHint}</p>
        <button type="submit" class="button">
          {configuration.keyClose}
        </button>
      </form>
    </dialog>
  )
}

function Key({ keys, what }: { keys: readonly string[]; what: string }) {
  const { words } = useSpeech()
  return (
    <div>
      <dt>
        {keys.map((key, i) => (
          <span key={key}>
            {i > 0 && <small class="muted"> {words.configuration.keyThen} </small>}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  )
}

/** In a field a letter is a letter; in an open dialog nobody wants to be led away. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, dialog[open]') !== null)

/** Whether the page has a search field to go to. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]')
  field?.focus()
  return field !== null
}

function pageName(page: PlainPage, words: Words): string {
  const names: Partial<Record<PlainPage, string>> = {
    overview: words.overview,
    incidents: words.incidents,
    services: words.services.title,
    readiness: words.readiness.title,
    'on-call': words.onCall.title,
    maintenance: words.maintenance.title,
    reports: words.reports.title,
    notices: words.notices.title,
    agents: words.agents,
    configuration: words.configuration.title,
  }
  return names[page] ?? page
}
