import { useState } from 'preact/hooks'

/** Something that is asked of the collector: whether it is under way, and why it did not work. */
export interface Action {
  readonly busy: boolean
  readonly error: unknown
  /** Says whether it worked. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** The error of the last attempt stays until the next one. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(undefined)
  return {
    busy,
    error,
    async run(work) {
      setBusy(true)
      setError(undefined)
      try {
        await work()
        return true
      } catch (reason) {
        setError(reason)
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
