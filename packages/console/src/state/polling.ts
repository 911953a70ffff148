import { useEffect } from 'preact/hooks'

/** Calls `reload` every `everyMs` while the page is shown: for what changes without an event. */
export function usePolling(reload: () => void, everyMs: number): void {
  // `reload` is another function at every rendering, and the same in what it does.
  useEffect(() => {
    const timer = setInterval(reload, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
