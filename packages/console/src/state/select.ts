import { useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import type { Store } from './store.ts'

/**
 * Reads a part of a store and renders again only when that part is another value (`Object.is`), so that one changed
 * site renders one tile. `select` must not build a new object each time.
 */
export function useSelect<State, Selected>(store: Store<State, never>, select: (state: State) => Selected): Selected {
  const [, render] = useReducer<number, void>((count) => count + 1, 0)
  const selected = select(store.state)
  const shown = useRef({ select, selected })
  shown.current = { select, selected }
  useLayoutEffect(() => {
    const check = () => {
      const same = Object.is(shown.current.select(store.state), shown.current.selected)
      if (!same) render()
      return !same
    }
    check()
    return store.subscribe(check)
  }, [store])
  return selected
}
