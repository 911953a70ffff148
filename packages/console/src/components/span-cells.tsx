import { Moment } from './age.tsx'

interface Props {
  /** Unix ms. */
  readonly from: number
  readonly to: number
  /** What the two columns are called. */
  readonly words: { readonly from: string; readonly to: string }
}

/** When something begins and ends, as two cells of a table's row. */
export function SpanCells({ from, to, words }: Props) {
  return (
    <>
      <td data-label={words.from}>
        <Moment at={from} />
      </td>
      <td data-label={words.to}>
        <Moment at={to} />
      </td>
    </>
  )
}
