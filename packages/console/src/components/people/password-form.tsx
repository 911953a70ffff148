import { useState } from 'preact/hooks'
import type { SessionDocument } from '../../api/document.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { useAction } from './action.ts'
import { fieldOf, refusalText } from './refusal.ts'
import { TextField } from './text-field.tsx'

/** As the collector has it. */
const MIN_LENGTH = 10

/** Changes one's own password. */
export function PasswordForm({ user, onDone }: { user: string; onDone: (now: SessionDocument) => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [typed, setTyped] = useState({ current: '', next: '', repeat: '' })
  const [tried, setTried] = useState(false)
  const { busy, error, run } = useAction()
  const set = (key: keyof typeof typed) => (value: string) => setTyped({ ...typed, [key]: value })
  const wrong = {
    current: typed.current === '' ? people.required : null,
    next: [...typed.next.normalize('NFKC')].length < MIN_LENGTH ? people.tooShort : null,
    repeat: typed.repeat === typed.next ? null : people.differs,
  }
  const field = fieldOf(error)
  const refused = {
    current: field === 'password' ? people.notYours : null,
    next: field === 'new_password' ? refusalText(error, words) : null,
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (wrong.current || wrong.next || wrong.repeat) return
    await run(async () => {
      const now = await client.changePassword(typed.current, typed.next)
      setTyped({ current: '', next: '', repeat: '' })
      setTried(false)
      onDone(now)
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <input class="visually-hidden" tabIndex={-1} aria-hidden="true" autoComplete="username" value={user} readOnly />
      <TextField
        label={people.current}
        name="current"
        type="password"
        autoComplete="current-password"
        maxLength={1024}
        value={typed.current}
        onInput={set('current')}
        error={tried ? (wrong.current ?? refused.current) : null}
      />
      <TextField
        label={people.next}
        name="next"
        type="password"
        autoComplete="new-password"
        maxLength={1024}
        hint={people.rule}
        value={typed.next}
        onInput={set('next')}
        error={tried ? (wrong.next ?? refused.next) : null}
      />
      <TextField
        label={people.repeat}
        name="repeat"
        type="password"
        autoComplete="new-password"
        maxLength={1024}
        value={typed.repeat}
        onInput={set('repeat')}
        error={tried ? wrong.repeat : null}
      />
      {error !== undefined && field === undefined && (
        <p class="form-error" role="alert">
          {refusalText(error, words)}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="button is-primary" disabled={busy}>
          {people.changePassword}
        </button>
      </div>
    </form>
  )
}
