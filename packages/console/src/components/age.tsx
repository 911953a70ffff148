import { useSpeech, useTimeText } from '../context.ts'

/** How long ago something was, in words; the exact time in the title. */
export function Ago({ at }: { at: number | null }) {
  const { words, format } = useSpeech()
  const text = useTimeText((now) => (at === null ? words.never : format.ago(at, now)))
  if (at === null) return <span class="muted">{text}</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={format.full(at)}>
      {text}
    </time>
  )
}

/** How long something lasts or lasted: up to `until`, or up to now. */
export function Lasting({ from, until = null }: { from: number; until?: number | null }) {
  const { format } = useSpeech()
  const text = useTimeText((now) => format.duration((until ?? now) - from))
  return <span title={format.full(from)}>{text}</span>
}

/** A time of day, with the date when it was another day; the full time in the title. */
export function Moment({ at }: { at: number }) {
  const { format } = useSpeech()
  const text = useTimeText((now) => format.moment(at, now))
  return (
    <time dateTime={new Date(at).toISOString()} title={format.full(at)}>
      {text}
    </time>
  )
}
