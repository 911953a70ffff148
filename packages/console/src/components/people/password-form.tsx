import { useState } from 'preact/hooks'
import type { SessionDocument } from '../../api/document.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { useAction } from './action.ts'
import { fieldOf, refusalText } from './refusal.ts'
import { RefusalNote } from './refusal-note.tsx'
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
  const wrong = {
    current: typed.current === '' ? people.required : null,
    next: [...typed.next.normalize('NFKC')].length < MIN_LENGTH ? people.tooShort : null,
    repeat: typed.repeat === typed.next ? null : people.differs,
  }
  const field = fieldOf(error)
  const refused = {
    current: field === 'password' ? people.notYours : null,
    next: field === 'new_password' ? refusalText(error, words) : null,
    repeat: null,
  }
  const secret = (name: keyof typeof typed, autoComplete: 'current-password' | 'new-password') =>
    ({
      label: people[name],
      name,
      type: 'password',
      autoComplete,
      maxLength: 1024,
      value: typed[name],
      onInput: (value: string) => setTyped({ ...typed, [name]: value }),
      error: tried ? (wrong[name] ?? refused[name]) : null,
    }) as const
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
      <TextField {...secret('current', 'current-password')} />
      <TextField {...secret('next', 'new-password')} hint={people.rule} />
      <TextField {...secret('repeat', 'new-password')} />
      <RefusalNote error={error} told={['password', 'new_password']} />
      <div class="buttons">
        <button type="submit" class="button is-primary" disabled={busy}>
          {people.changePassword}
        </button>
      </div>
    </form>
  )
}
