import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** Something fetched: the newest value stays on the screen while a newer one is on its way. */
export interface Resource<T> {
  readonly value: T | undefined
  /** Why the last attempt failed; gone after the next success. */
  readonly error: unknown
  reload(): void
}

/** Not more often than this, however many events ask for it. */
const MIN_GAP_MS = 1000

/** Fetches when `key` changes (dropping the old value) and on `reload()`, at most once a second. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, set] = useState<{ key: string; value?: T; error?: unknown }>({ key })
  const latest = useRef(load)
  latest.current = load
  const again = useRef<() => void>(() => {})

  useEffect(() => {
    const stop = new AbortController()
    let busy = false
    let wanted = false
    const run = async () => {
      if (busy) {
        wanted = true
        return
      }
      busy = true
      wanted = false
      const started = Date.now()
      try {
        const value = await latest.current(stop.signal)
        if (!stop.signal.aborted) set({ key, value })
      } catch (error) {
        if (!stop.signal.aborted) set((old) => (old.key === key ? { ...old, error } : { key, error }))
      }
      setTimeout(
        () => {
          busy = false
          if (wanted && !stop.signal.aborted) void run()
        },
        Math.max(0, started + MIN_GAP_MS - Date.now()),
      )
    }
    again.current = () => void run()
    void run()
    return () => stop.abort()
  }, [key])

  const reload = useCallback(() => again.current(), [])
  return {
    value: state.key === key ? state.value : undefined,
    error: state.key === key ? state.error : undefined,
    reload,
  }
}
