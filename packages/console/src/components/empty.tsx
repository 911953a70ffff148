import type { ComponentChildren } from 'preact'
import { useSpeech } from '../context.ts'

/** Nothing to show: says so, and what to do next. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ComponentChildren }) {
  const { words } = useSpeech()
  return (
    <section class="empty">
      <h1>{title}</h1>
      {hint && <p class="muted">{hint}</p>}
      {children ?? (
        <a class="button" href="/">
          {words.backToOverview}
        </a>
      )}
    </section>
  )
}
