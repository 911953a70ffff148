import { useState } from 'preact/hooks'
import type { Role } from '../../api/document.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { useAction } from './action.ts'
import { fieldOf, refusalText } from './refusal.ts'
import { RefusalNote } from './refusal-note.tsx'
import { RoleChoice } from './role-choice.tsx'
import { TextField } from './text-field.tsx'

/** As the collector has it. */
const USER_ID = /^[a-z0-9][a-z0-9._-]{0,62}$/

/** Lets somebody in. */
export function UserForm({ onAdded }: { onAdded: (name: string, password: string | null) => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [tried, setTried] = useState(false)
  const { busy, error, run } = useAction()
  const wrong = {
    id: USER_ID.test(id) ? null : id === '' ? people.required : people.idWrong,
    name: name.trim() === '' ? people.required : null,
  }
  const field = fieldOf(error)
  const refused = (which: string) => (field === which ? refusalText(error, words) : null)
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (wrong.id || wrong.name) return
    await run(async () => {
      onAdded(name, await client.addUser({ id, name, role }))
      setId('')
      setName('')
      setTried(false)
    })
  }
  return (
    <form class="panel actions is-wide" onSubmit={submit} noValidate>
      <h2>{people.addUser}</h2>
      <TextField
        label={people.user}
        name="id"
        hint={people.idHint}
        value={id}
        onInput={setId}
        error={tried ? (wrong.id ?? refused('id')) : null}
      />
      <TextField
        label={people.name}
        name="name"
        maxLength={80}
        value={name}
        onInput={setName}
        error={tried ? (wrong.name ?? refused('name')) : null}
      />
      <RoleChoice most="admin" value={role} onInput={setRole} />
      <RefusalNote error={error} told={['id', 'name']} />
      <div class="buttons">
        <button type="submit" class="button is-primary" disabled={busy}>
          {people.addUser}
        </button>
      </div>
    </form>
  )
}
