import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../../context.ts'
import { useResource } from '../../state/resource.ts'
import { useSelect } from '../../state/select.ts'
import { useSignOut } from '../account.tsx'
import { Moment } from '../age.tsx'
import { TableHead } from '../table-head.tsx'
import { Trouble } from '../trouble.tsx'
import { PasswordForm } from './password-form.tsx'
import { SureButton } from './sure-button.tsx'

/** Who one is, the way out, one's own password and sessions. */
export function OwnAccount() {
  const { identity } = useConsole()
  const { people } = useSpeech().words
  const user = useSelect(identity, (state) => state?.user ?? null)
  const loopback = useSelect(identity, (state) => state?.loopback ?? false)
  const leave = useSignOut()
  const role = user ? people.roles[user.role].toLowerCase() : ''
  return (
    <section class="panel actions is-wide">
      <h2>{people.own}</h2>
      {loopback && <p>{people.byLoopback}</p>}
      {user && (
        <>
          <p>{user.kind === 'session' ? people.signedInAs(user.name, role) : people.byToken(user.name, role)}</p>
          <div class="buttons">
            <button type="button" class="button" onClick={leave}>
              {people.signOut}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

/** One's own password; only for somebody who signed in with one. */
export function OwnPassword({ user }: { user: string }) {
  const { identity } = useConsole()
  const { people } = useSpeech().words
  const [done, setDone] = useState(false)
  return (
    <section class="panel actions">
      <h2>{people.changePassword}</h2>
      <PasswordForm
        user={user}
        onDone={(now) => {
          identity.dispatch(now)
          setDone(true)
        }}
      />
      {done && <p role="status">{people.changed}</p>}
    </section>
  )
}

/** Where one is signed in. */
export function OwnSessions() {
  const { client, identity, connect } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const { value, error } = useResource('sessions', client.sessions)
  const out = () => {
    identity.dispatch(null)
    connect()
  }
  return (
    <section class="panel is-flush">
      <h2>{people.sessions}</h2>
      <Trouble error={error} />
      <table class="table">
        <TableHead columns={[people.begun, people.seen, people.from, people.browser]} />
        <tbody>
          {(value ?? []).map(({ id, created_at, last_seen, address, browser, current }) => (
            <tr key={id} data-session={id}>
              <th scope="row" data-label={people.begun}>
                <span>
                  <Moment at={created_at} /> {current && <span class="tag">{people.thisOne}</span>}
                </span>
              </th>
              <td data-label={people.seen}>
                <Moment at={last_seen} />
              </td>
              <td data-label={people.from}>{address}</td>
              <td data-label={people.browser} class="is-text">
                {browser}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="buttons flush-buttons">
        <SureButton label={people.everywhere} of="" act={client.signOutEverywhere} onDone={out} />
      </div>
    </section>
  )
}
