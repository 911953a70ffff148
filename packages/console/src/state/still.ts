import { useEffect, useRef, useState } from 'preact/hooks'

/** A list holds still for so long after the pointer or the keyboard last did something in it: a forgotten mouse must hide no news. */
export const STILL_MS = 8_000

/** Events of whoever is about to click or read, for the element that holds the list. */
export interface StillEvents {
  readonly onPointerMove: () => void
  readonly onPointerDown: () => void
  readonly onPointerLeave: () => void
  readonly onFocusIn: () => void
  readonly onKeyDown: () => void
}

/**
 * The value as it was while somebody points at it or moves in it with the keyboard, so that nothing moves under the cursor;
 * the newest one otherwise. `isHeld`: there is a newer one that is not shown.
 */
export function useStill<T>(value: T): { readonly shown: T; readonly isHeld: boolean; readonly still: StillEvents } {
  const [until, setUntil] = useState(0)
  const shown = useRef(value)
  const holds = until > 0
  if (!holds) shown.current = value
  useEffect(() => {
    if (!holds) return
    const timer = setTimeout(() => setUntil(0), Math.max(0, until - Date.now()))
    return () => clearTimeout(timer)
  }, [until, holds])
  const hold = () => {
    const next = Date.now() + STILL_MS
    // Not a rendering for every pixel that the mouse moves.
    if (next - until > STILL_MS / 8) setUntil(next)
  }
  return {
    shown: shown.current,
    isHeld: holds && !Object.is(shown.current, value),
    still: {
      onPointerMove: hold,
      onPointerDown: hold,
      onPointerLeave: () => setUntil(0),
      onFocusIn: hold,
      onKeyDown: hold,
    },
  }
}
