import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/**
 * What stands after the `?` of the address, so that a filtered page can be sent to somebody. Changing it changes the address
 * in place: going back leads to the page before, not through every letter typed. An empty value takes a name out.
 */
export function useQuery(): readonly [URLSearchParams, (change: Readonly<Record<string, string>>) => void] {
  const [query, set] = useState(() => location.search)
  const latest = useRef(query)
  latest.current = query
  useEffect(() => {
    const follow = () => set(location.search)
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const change = useCallback((changes: Readonly<Record<string, string>>) => {
    const search = changed(latest.current, changes)
    latest.current = search
    try {
      history.replaceState(null, '', `${location.pathname}${search}`)
    } catch {
      // Safari takes a hundred of these in half a minute: the address is behind for a while then, the page is not.
    }
    set(search)
  }, [])
  return [new URLSearchParams(query), change]
}

/** The query with some names set, in their old places; pure. */
export function changed(search: string, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  return text === '' ? '' : `?${text}`
}
