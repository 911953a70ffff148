import { useState } from 'preact/hooks'
import type { Role, UserStatus } from '../../api/document.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { useResource } from '../../state/resource.ts'
import { Moment } from '../age.tsx'
import { TableHead } from '../table-head.tsx'
import { Trouble } from '../trouble.tsx'
import { useAction } from './action.ts'
import { refusalText } from './refusal.ts'
import { rolesUpTo } from './role-choice.tsx'
import { SecretBox } from './secret-box.tsx'
import { SureButton } from './sure-button.tsx'
import { UserForm } from './user-form.tsx'

/** Who may sign in, and what an admin does about it. */
export function UserList() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const { value, error, reload } = useResource('users', client.users)
  const [told, setTold] = useState<{ readonly name: string; readonly password: string } | null>(null)
  const tell = (name: string, password: string | null) => setTold(password === null ? null : { name, password })
  return (
    <>
      <section class="panel is-flush">
        <h2>{people.users}</h2>
        <p class="muted readiness-note">{value?.length === 0 ? people.noUsers : people.rolesHint}</p>
        <Trouble error={error} />
        {told && (
          <SecretBox
            key={told.password}
            label={people.passwordOf(told.name)}
            secret={told.password}
            onHide={() => setTold(null)}
          />
        )}
        {value && value.length > 0 && (
          <table class="table">
            <TableHead columns={[people.user, people.name, people.role, people.seen]} actions />
            <tbody>
              {value.map((user) => (
                <UserRow key={user.id} user={user} onDone={reload} tell={tell} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      <UserForm
        onAdded={(name, password) => {
          tell(name, password)
          reload()
        }}
      />
    </>
  )
}

interface UserRowProps {
  user: UserStatus
  onDone: () => void
  tell: (name: string, password: string | null) => void
}

function UserRow({ user, onDone, tell }: UserRowProps) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const { id, name, role, disabled_at, must_change, last_seen } = user
  const disabled = disabled_at !== null
  const changing = useAction()
  const change = async (next: Role) => {
    await changing.run(() => client.changeUser(id, { role: next }))
    onDone()
  }
  return (
    <tr data-user={id}>
      <th scope="row" data-label={people.user}>
        {id}
      </th>
      <td data-label={people.name} class="is-text">
        <span>
          {name} {disabled && <span class="tag">{people.disabled}</span>}{' '}
          {must_change && <span class="tag">{people.mustStill}</span>}
        </span>
      </td>
      <td data-label={people.role}>
        <span>
          <select
            aria-label={`${people.role}: ${id}`}
            value={role}
            disabled={changing.busy}
            onChange={(event) => void change(event.currentTarget.value as Role)}
          >
            {rolesUpTo('admin').map((each) => (
              <option key={each} value={each}>
                {people.roles[each]}
              </option>
            ))}
          </select>
          {changing.error !== undefined && (
            <small class="form-error" role="alert">
              {refusalText(changing.error, words)}
            </small>
          )}
        </span>
      </td>
      <td data-label={people.seen}>{last_seen === null ? words.unknownValue : <Moment at={last_seen} />}</td>
      <td>
        <span class="buttons">
          <SureButton
            label={disabled ? people.enable : people.disable}
            of={id}
            light
            act={() => client.changeUser(id, { disabled: !disabled })}
            onDone={onDone}
          />
          <SureButton
            label={people.reset}
            of={id}
            act={async () => tell(name, await client.resetPassword(id))}
            onDone={onDone}
          />
          <SureButton label={people.remove} of={id} act={() => client.removeUser(id)} onDone={onDone} />
        </span>
      </td>
    </tr>
  )
}
