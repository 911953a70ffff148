import type { SiteState, Status } from '../api/document.ts'

/** The four looks of a state. Each has its own shape, so that colour is never the only sign. */
export type Look = SiteState

/** How a check's, link's or device's verdict looks. */
export const lookOf: Readonly<Record<Status, Look>> = { ok: 'ok', warn: 'degraded', fail: 'down', unknown: 'unknown' }

/** Circle, triangle, octagon, diamond, each within 20 × 20. */
export const shapes: Readonly<Record<Look, string>> = {
  ok: 'M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z',
  degraded: 'M10 1.6 19.2 18H.8z',
  down: 'M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7z',
  unknown: 'M10 .8 19.2 10 10 19.2.8 10z',
}

const marks: Readonly<Record<Look, string>> = {
  ok: 'M6.2 10.3 9 13l5-5.8',
  degraded: 'M10 7.2v5M10 14.6v.6',
  down: 'M7 7l6 6M13 7l-6 6',
  unknown: 'M8 8.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M10 13.4v.4',
}

/** A state as a coloured shape with its mark. Decoration unless `label` is given. */
export function StateIcon({ look, size = 20, label }: { look: Look; size?: number; label?: string }) {
  const drawing = (
    <>
      <path class="shape" d={shapes[look]} />
      <path class="mark" d={marks[look]} />
    </>
  )
  const box = { class: `state-icon is-${look}`, width: size, height: size, viewBox: '0 0 20 20' }
  return label === undefined ? (
    <svg {...box} aria-hidden="true">
      {drawing}
    </svg>
  ) : (
    <svg {...box} role="img" aria-label={label}>
      {drawing}
    </svg>
  )
}

/** A small shape without a mark, for pills and legends. */
export function StateDot({ look }: { look: Look }) {
  return (
    <svg class={`state-icon is-${look}`} width="10" height="10" viewBox="0 0 20 20" aria-hidden="true">
      <path class="shape" d={shapes[look]} />
    </svg>
  )
}
