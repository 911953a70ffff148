import { useState } from 'preact/hooks'
import { ApiError } from '../api/client.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { useAction } from './people/action.ts'
import { PasswordForm } from './people/password-form.tsx'
import { RefusalNote } from './people/refusal-note.tsx'
import { TextField } from './people/text-field.tsx'

/** Lets somebody in; the page that was asked for stands in the address and is shown afterwards. */
export function SignIn() {
  const { identity, settings } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const who = useSelect(identity, (state) => state)
  const token = useSelect(settings, (state) => state.token)
  const [byToken, setByToken] = useState(token !== null)
  if (who?.user?.must_change) return <FirstPassword user={who.user.id} />
  return (
    <section class="empty sign-in">
      <h1>{people.signIn}</h1>
      {who?.unclaimed && (
        <>
          <p>{people.unclaimed}</p>
          <code>vonggac users add ID --name "…" --role admin --config config</code>
        </>
      )}
      {byToken ? <TokenForm /> : <UserForm />}
      <button type="button" class="button is-quiet" onClick={() => setByToken(!byToken)}>
        {byToken ? people.withPassword : people.withToken}
      </button>
    </section>
  )
}

function UserForm() {
  const { client, identity, settings, connect } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (user.trim() === '' || password === '') return
    await run(async () => {
      const now = await client.signIn(user, password)
      // A token would count before the session.
      settings.dispatch({ token: null })
      identity.dispatch(now)
      connect()
    })
    setPassword('')
    setTried(false)
  }
  const wrong = error instanceof ApiError && error.status === 401
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        label={people.user}
        name="username"
        autoComplete="username"
        value={user}
        onInput={setUser}
        error={tried && user.trim() === '' ? people.required : null}
      />
      <TextField
        label={people.password}
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={1024}
        value={password}
        onInput={setPassword}
        error={tried && password === '' ? people.required : wrong ? people.wrong : null}
      />
      {!wrong && <RefusalNote error={error} />}
      <button type="submit" class="button is-primary" disabled={busy}>
        {people.submit}
      </button>
    </form>
  )
}

/** Asks for an API token; one that was refused is said to be wrong. */
function TokenForm() {
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
    <form onSubmit={submit} noValidate>
      <TextField
        label={words.token}
        name="token"
        type="password"
        hint={words.signInHint}
        value={token}
        onInput={setToken}
        error={refused ? words.tokenRefused : null}
      />
      <button type="submit" class="button is-primary">
        {words.tokenSubmit}
      </button>
    </form>
  )
}

/** Somebody else chose the password: nothing else goes before. */
function FirstPassword({ user }: { user: string }) {
  const { identity, connect } = useConsole()
  const { people } = useSpeech().words
  return (
    <section class="empty sign-in">
      <h1>{people.mustChange}</h1>
      <p class="muted">{people.mustChangeHint}</p>
      <PasswordForm
        user={user}
        onDone={(now) => {
          identity.dispatch(now)
          connect()
        }}
      />
    </section>
  )
}
