import type { TimelineEntry } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { Moment } from './age.tsx'
import { Glyph } from './glyph.tsx'

const PICTURES = {
  opened: 'alarm',
  reopened: 'again',
  check: 'pulse',
  attributed: 'search',
  notification: 'bell',
  acknowledged: 'person',
  assigned: 'person',
  snoozed: 'clock',
  note: 'note',
  merged: 'merge',
  separated: 'merge',
  attachment: 'file',
  resolved: 'check',
} as const satisfies Record<TimelineEntry['kind'], unknown>

/** What happened, newest first. Texts come from people and programs and are shown as they are. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { words } = useSpeech()
  if (entries.length === 0) return <p class="muted">{words.noTimeline}</p>
  const newest = entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => b.entry.at - a.entry.at || b.index - a.index)
  return (
    <ol class="timeline">
      {newest.map(({ entry, index }) => (
        <li key={index} class={`is-${entry.kind}`}>
          <span class="timeline-picture">
            <Glyph of={PICTURES[entry.kind]} size={15} />
          </span>
          <p class="timeline-head">
            <strong>{words.handling.kinds[entry.kind]}</strong>
            {entry.by !== null && <span>{entry.by}</span>}
            <span class="muted">
              <Moment at={entry.at} />
            </span>
          </p>
          {entry.text && <p class="timeline-text">{entry.text}</p>}
        </li>
      ))}
    </ol>
  )
}
