/** Value and what people read. */
export type FilterChoices = readonly (readonly [value: string, label: string])[]

interface FilterChoiceProps {
  /** What is chosen while nothing is, which names the choice as well: `any state`. */
  readonly any: string
  /** Empty: nothing. */
  readonly value: string
  readonly options: FilterChoices
  readonly onInput: (value: string) => void
}

/** One choice of a filter above a list. */
export function FilterChoice({ any, value: chosen, options, onInput }: FilterChoiceProps) {
  return (
    <select aria-label={any} value={chosen} onChange={(event) => onInput(event.currentTarget.value)}>
      <option value="">{any}</option>
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
