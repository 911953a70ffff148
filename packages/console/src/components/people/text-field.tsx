import { useId } from 'preact/hooks'

interface TextFieldProps {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly onInput: (value: string) => void
  /** What is wrong with it: said beside it, and to screen readers with it. */
  readonly error?: string | null | undefined
  readonly hint?: string
  readonly type?: 'text' | 'password' | 'date'
  /** As HTML has it: password managers go by it. */
  readonly autoComplete?: string
  readonly maxLength?: number
}

/** What the input's type is written as: the attributes of each are another type. */
const kinds = { text: {}, password: { type: 'password' }, date: { type: 'date' } } as const

/** A labelled input with what is wrong beside it. */
export function TextField(props: TextFieldProps) {
  const { label, name, value, onInput, error, hint, type = 'text', autoComplete = 'off', maxLength = 200 } = props
  const id = useId()
  // Beside the label, not in it: what is part of a label is read out as the name of the field.
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...kinds[type]}
        id={id}
        name={name}
        value={value}
        {...(type === 'date' ? {} : { maxLength })}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellcheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-said` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {(error || hint) && (
        <small id={`${id}-said`} class={error ? 'form-error' : 'muted'} role={error ? 'alert' : undefined}>
          {error || hint}
        </small>
      )}
    </div>
  )
}
