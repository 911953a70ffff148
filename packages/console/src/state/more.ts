import { useState } from 'preact/hooks'

/** A list that comes a page at a time: what there is beyond its first page. */
export interface More<Page> {
  /** What was fetched on demand, with the first page as it was then, which moves on meanwhile; empty before that. */
  readonly pages: readonly Page[]
  /** Whether there is more. */
  readonly isMore: boolean
  /** Why the last attempt failed; gone with the next one. */
  readonly error: unknown
  more(): void
}

interface Fetched<Page> {
  readonly key: string
  readonly pages: readonly Page[]
  readonly error?: unknown
}

/** More of the list whose first page is `first`. Another `key` is another list, which begins anew. */
export function useMore<Page extends { readonly next: string | number | null }>(
  key: string,
  first: Page | undefined,
  fetch: (after: NonNullable<Page['next']>) => Promise<Page>,
): More<Page> {
  const [state, set] = useState<Fetched<Page>>({ key, pages: [] })
  const { pages, error }: Fetched<Page> = state.key === key ? state : { key, pages: [] }
  const known = pages.length > 0 ? pages : first ? [first] : []
  const next = known.at(-1)?.next ?? null
  /** Of another list than is shown by now nothing is kept. */
  const settle = (fetched: Fetched<Page>) => set((now) => (now.key === key ? fetched : now))
  const more = async () => {
    if (next === null) return
    set({ key, pages })
    try {
      const page = await fetch(next)
      settle({ key, pages: [...known, page] })
    } catch (reason) {
      settle({ key, pages, error: reason })
    }
  }
  return { pages, isMore: next !== null, error, more: () => void more() }
}
