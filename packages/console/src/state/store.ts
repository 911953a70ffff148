/** A value that changes over time, and who wants to know. */
export interface Store<State, Action> {
  readonly state: State
  /** The state is new at once; subscribers hear of it at the next frame, once for any number of actions. */
  dispatch(action: Action): void
  subscribe(listener: () => void): () => void
}

/** How a store waits before it tells its subscribers. */
export type Schedule = (run: () => void) => void

/** The next frame where one will be painted; a hidden page paints none and gets a slow timer instead. */
export const nextFrame: Schedule = (run) => {
  if (document.visibilityState === 'visible') requestAnimationFrame(run)
  else setTimeout(run, 1000)
}

/** For small things that react to a key: tells at once. */
export const atOnce: Schedule = (run) => run()

/** `reduce` is pure. Subscribers are not told when it returns the same state. */
export function createStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
  schedule: Schedule = atOnce,
): Store<State, Action> {
  const listeners = new Set<() => void>()
  let state = initial
  let told = initial
  let waiting = false
  const tell = () => {
    waiting = false
    if (told === state) return
    told = state
    for (const listener of [...listeners]) listener()
  }
  return {
    get state() {
      return state
    },
    dispatch(action) {
      state = reduce(state, action)
      if (state === told || waiting) return
      waiting = true
      schedule(tell)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
