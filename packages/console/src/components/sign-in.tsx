import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'

/** Asks for an API token. Shown when the collector refused us; a token that was refused is said to be wrong. */
export function SignIn() {
  const { settings, connect } = useConsole()
  const { words } = useSpeech()
  const refused = useSelect(settings, (state) => state.token !== null)
  const [token, setToken] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    if (token.trim() === '') return
    settings.dispatch({ token: token.trim() })
    connect()
  }
  return (
    <form class="empty" onSubmit={submit}>
      <h1>{words.signIn}</h1>
      <p class="muted">{words.signInHint}</p>
      <label class="field">
        <span>{words.token}</span>
        <input
          type="password"
          name="token"
          autoComplete="off"
          spellcheck={false}
          required
          aria-invalid={refused}
          aria-describedby={refused ? 'token-refused' : undefined}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      {refused && (
        <p id="token-refused" class="form-error" role="alert">
          {words.tokenRefused}
        </p>
      )}
      <button type="submit" class="button is-primary">
        {words.tokenSubmit}
      </button>
    </form>
  )
}
