import { useEffect, useRef } from 'preact/hooks'

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
