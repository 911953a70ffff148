import { useEffect, useRef, useState } from 'preact/hooks'
import { useSpeech } from '../../context.ts'
import { useAction } from './action.ts'
import { refusalText } from './refusal.ts'

interface SureButtonProps {
  readonly label: string
  /** Whom or what it is about, for those who hear the button and do not see its row. */
  readonly of: string
  readonly act: () => Promise<unknown>
  readonly onDone: () => void
  /** It can be undone: no second question. */
  readonly light?: boolean
}

/** Does something to one row; what cannot be undone is asked for twice, in place. */
export function SureButton({ label, of, act, onDone, light = false }: SureButtonProps) {
  const { words } = useSpeech()
  const { people } = words
  const [asking, setAsking] = useState(false)
  const { busy, error, run } = useAction()
  const first = useRef<HTMLButtonElement>(null)
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current && !asking) first.current?.focus()
    asked.current = asking
  }, [asking])
  const go = async () => {
    const done = await run(act)
    setAsking(false)
    if (done) onDone()
  }
  return (
    <>
      {asking ? (
        <span class="buttons">
          <button
            type="button"
            class="button is-small is-primary"
            ref={(it) => it?.focus()}
            disabled={busy}
            onClick={() => void go()}
          >
            {people.sure(label)}
            <span class="visually-hidden"> {of}</span>
          </button>
          <button type="button" class="button is-small" onClick={() => setAsking(false)}>
            {people.keep}
          </button>
        </span>
      ) : (
        <button
          type="button"
          class="button is-small"
          ref={first}
          disabled={busy}
          onClick={() => (light ? void go() : setAsking(true))}
        >
          {label}
          <span class="visually-hidden"> {of}</span>
        </button>
      )}
      {error !== undefined && (
        <small class="form-error" role="alert">
          {refusalText(error, words)}
        </small>
      )}
    </>
  )
}
