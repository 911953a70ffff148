import { useEffect, useRef } from 'preact/hooks'

/** Of the field in which all checks are searched. */
export const SEARCH_ANCHOR = 'search'

/** For what a link led to by `#id`: it is scrolled to, and its first field has the keyboard. */
export function useAnchor<E extends HTMLElement>(id: string) {
  const element = useRef<E>(null)
  useEffect(() => {
    if (location.hash !== `#${id}`) return
    element.current?.scrollIntoView({ block: 'center' })
    element.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true })
  }, [id])
  return element
}
