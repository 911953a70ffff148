import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How wide an element is now, in CSS pixels; 0 before it stands on the page. */
export function useMeasuredWidth<Element extends HTMLElement>() {
  const element = useRef<Element>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const measured = element.current!
    const resized = new ResizeObserver(() => setWidth(Math.round(measured.clientWidth)))
    resized.observe(measured)
    setWidth(Math.round(measured.clientWidth))
    return () => resized.disconnect()
  }, [])
  return [element, width] as const
}
