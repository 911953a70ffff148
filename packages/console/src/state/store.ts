/** A value that changes over time, and who wants to know. */
export interface Store<State, Action> {
  readonly state: State
  /** The state is new at once; subscribers hear of it at the next frame, once for any number of actions. */
  dispatch(action: Action): void
  /** A listener that returns `false` had nothing to do. */
  subscribe(listener: () => unknown): () => void
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

/** So many subscribers with something to do are told in one frame, the others in the next: 500 tiles at once would stop the page. */
const BUSY_PER_FRAME = 200

/** `reduce` is pure. Subscribers are not told when it returns the same state. */
export function createStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
  schedule: Schedule = atOnce,
): Store<State, Action> {
  const listeners = new Set<() => unknown>()
  let state = initial
  let told = initial
  let telling = false

  const tell = () => {
    const about = state
    const queue = [...listeners]
    let next = 0
    const slice = () => {
      for (let busy = 0; next < queue.length && busy < BUSY_PER_FRAME; next++) {
        const listener = queue[next]!
        if (listeners.has(listener) && listener() !== false) busy++
      }
      if (next < queue.length) return schedule(slice)
      told = about
      telling = false
      // It changed while they were told: the first ones have to hear again.
      start()
    }
    slice()
  }
  const start = () => {
    if (telling || state === told) return
    telling = true
    schedule(tell)
  }

  return {
    get state() {
      return state
    },
    dispatch(action) {
      state = reduce(state, action)
      start()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
