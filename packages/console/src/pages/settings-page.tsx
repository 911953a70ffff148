import { ChannelList } from '../components/channel-list.tsx'
import { Appearance } from '../components/people/appearance.tsx'
import { AuditLog } from '../components/people/audit-log.tsx'
import { OwnAccount, OwnPassword, OwnSessions } from '../components/people/own-account.tsx'
import { TokenList } from '../components/people/token-list.tsx'
import { UserList } from '../components/people/user-list.tsx'
import { useMay } from '../components/signature.tsx'
import { Trouble } from '../components/trouble.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** One's own account and machine; users, tokens and the audit log for those who may. */
export function SettingsPage() {
  const { identity } = useConsole()
  const { people } = useSpeech().words
  const user = useSelect(identity, (state) => state?.user ?? null)
  const session = user?.kind === 'session' ? user : null
  const [operator, admin] = [useMay('operator'), useMay('admin')]
  // A token that is no admin's makes none.
  const make = admin ? 'admin' : session ? session.role : null
  return (
    <div class="page settings">
      <h1>{people.title}</h1>
      <p class="muted">{people.hint}</p>
      <OwnAccount />
      <div class="columns">
        {session && <OwnPassword user={session.id} />}
        <Appearance />
      </div>
      {session && <OwnSessions />}
      {admin && <UserList />}
      {operator && <TokenList make={make} />}
      <Channels />
      {admin && <AuditLog />}
    </div>
  )
}

function Channels() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { value, error, reload } = useResource('channels', client.channels)
  return (
    <section class="panel is-flush">
      <h2>{words.onCall.channels}</h2>
      <Trouble error={error} />
      {value ? (
        <ChannelList channels={value} onDone={reload} />
      ) : (
        error === undefined && <p class="muted readiness-note">{words.loading}</p>
      )}
    </section>
  )
}
