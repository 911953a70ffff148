import { useState } from 'preact/hooks'
import type { Role, TokenStatus } from '../../api/document.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { momentOfInput } from '../../i18n/zoned-input.ts'
import { useResource } from '../../state/resource.ts'
import { Moment } from '../age.tsx'
import { TableHead } from '../table-head.tsx'
import { Trouble } from '../trouble.tsx'
import { useAction } from './action.ts'
import { fieldOf, refusalText } from './refusal.ts'
import { RefusalNote } from './refusal-note.tsx'
import { RoleChoice } from './role-choice.tsx'
import { SecretBox } from './secret-box.tsx'
import { SureButton } from './sure-button.tsx'
import { TextField } from './text-field.tsx'

/** Tokens: one's own, or all for an admin. `make`: up to which role some can be made; `null`: none, a token makes none. */
export function TokenList({ make }: { make: Role | null }) {
  const { client, clock } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const { value, error, reload } = useResource('tokens', client.tokens)
  const [told, setTold] = useState<{ readonly name: string; readonly key: string } | null>(null)
  return (
    <>
      <section class="panel is-flush">
        <h2>{people.tokens}</h2>
        <p class="muted readiness-note">{value?.length === 0 ? people.noTokens : people.tokensHint}</p>
        <Trouble error={error} />
        {told && (
          <SecretBox key={told.key} label={people.tokenOf(told.name)} secret={told.key} onHide={() => setTold(null)} />
        )}
        {value && value.length > 0 && (
          <table class="table">
            <TableHead columns={[people.tokenName, people.role, people.owner, people.expires, people.used]} actions />
            <tbody>
              {value.map((token) => (
                <TokenRow key={token.id} token={token} now={clock.state} onDone={reload} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      {make && (
        <TokenForm
          most={make}
          onMade={(name, key) => {
            setTold({ name, key })
            reload()
          }}
        />
      )}
    </>
  )
}

function TokenRow({ token, now, onDone }: { token: TokenStatus; now: number; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const { id, name, role, created_by, expires_at, last_used_at } = token
  return (
    <tr data-token={id}>
      <th scope="row" data-label={people.tokenName}>
        {name}
      </th>
      <td data-label={people.role}>{people.roles[role]}</td>
      <td data-label={people.owner}>{created_by ?? <span class="muted">{people.commandLine}</span>}</td>
      <td data-label={people.expires}>
        {expires_at === null ? (
          people.forEver
        ) : (
          <span>
            <Moment at={expires_at} /> {expires_at <= now && <span class="tag">{people.expired}</span>}
          </span>
        )}
      </td>
      <td data-label={people.used}>{last_used_at === null ? words.never : <Moment at={last_used_at} />}</td>
      <td>
        <SureButton label={people.revoke} of={name} act={() => client.revokeToken(id)} onDone={onDone} />
      </td>
    </tr>
  )
}

/** Makes a token. It ends at the end of the day that is chosen. */
function TokenForm({ most, onMade }: { most: Role; onMade: (name: string, key: string) => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [until, setUntil] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, run } = useAction()
  const field = fieldOf(error)
  const refused = (which: string) => (field === which ? refusalText(error, words) : null)
  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '') return
    await run(async () => {
      const expires_at = until === '' ? null : momentOfInput(`${until}T23:59`)
      onMade(name, await client.addToken({ name, role, expires_at }))
      setName('')
      setUntil('')
      setTried(false)
    })
  }
  return (
    <form class="panel actions is-wide" onSubmit={submit} noValidate>
      <h2>{people.addToken}</h2>
      <TextField
        label={people.tokenName}
        name="token-name"
        maxLength={80}
        value={name}
        onInput={setName}
        error={tried && name.trim() === '' ? people.required : refused('name')}
      />
      <RoleChoice most={most} value={role} onInput={setRole} />
      <TextField
        label={people.expires}
        name="until"
        type="date"
        hint={people.expiresHint}
        value={until}
        onInput={setUntil}
        error={refused('expires_at')}
      />
      <RefusalNote error={error} told={['name', 'expires_at']} />
      <div class="buttons">
        <button type="submit" class="button is-primary" disabled={busy}>
          {people.addToken}
        </button>
      </div>
    </form>
  )
}
