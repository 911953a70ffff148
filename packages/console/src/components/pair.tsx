import type { ComponentChildren } from 'preact'

/** A line of a list of pairs: what it is, and what there is to say of it. */
export const Pair = ({ label, children }: { label: ComponentChildren; children: ComponentChildren }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
