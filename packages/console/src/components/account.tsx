import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { useSelect } from '../state/select.ts'
import { Glyph } from './glyph.tsx'

/** Who is here, and the way out. Nothing where nobody has to sign in. */
export function Account() {
  const { identity } = useConsole()
  const { people } = useSpeech().words
  const user = useSelect(identity, (state) => state?.user ?? null)
  const leave = useSignOut()
  if (!user || user.must_change) return null
  return (
    <span class="account">
      <a
        class="icon-button"
        href={pathOf({ page: 'settings' })}
        title={people.account(user.name)}
        aria-label={people.account(user.name)}
      >
        <Glyph of="person" size={18} />
        <span class="account-name" aria-hidden="true">
          {user.name}
        </span>
      </a>
      <button
        type="button"
        class="icon-button account-leave"
        title={people.signOut}
        aria-label={people.signOut}
        onClick={leave}
      >
        <Glyph of="leave" size={18} />
      </button>
    </span>
  )
}

/** Signs out: of the session, and of the token that this tab has. */
export function useSignOut(): () => void {
  const { client, identity, settings, connect } = useConsole()
  return () => {
    const done = (now: Awaited<ReturnType<typeof client.signOut>> | null) => {
      identity.dispatch(now)
      connect()
    }
    settings.dispatch({ token: null })
    void client.signOut().then(done, () => done(null))
  }
}
