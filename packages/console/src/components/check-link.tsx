import type { ComponentChildren } from 'preact'
import { pathOf } from '../router.ts'

/** A check by its id, leading to its page. */
export const CheckLink = ({ id, children }: { id: string; children?: ComponentChildren }) => (
  <a class="check-link" href={pathOf({ page: 'check', id })}>
    {children ?? <code>{id}</code>}
  </a>
)
