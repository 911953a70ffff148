import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../../context.ts'
import { useMore } from '../../state/more.ts'
import { useResource } from '../../state/resource.ts'
import { Moment } from '../age.tsx'
import { TableHead } from '../table-head.tsx'
import { Trouble } from '../trouble.tsx'
import { TextField } from './text-field.tsx'

/** Who did what, newest first. */
export function AuditLog() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [who, setWho] = useState('')
  const key = who.trim()
  const { value, error } = useResource(`audit ${key}`, (signal) => client.audit({ who: key, before: null }, signal))
  const further = useMore(key, value, (before) => client.audit({ who: key, before }))
  const pages = further.pages.length > 0 ? further.pages : value ? [value] : []
  const entries = pages.flatMap((page) => page.entries)
  return (
    <section class="panel is-flush audit">
      <h2>{people.audit}</h2>
      <div class="audit-filter">
        <TextField label={people.auditWho} name="audit-who" value={who} onInput={setWho} />
      </div>
      <Trouble error={error} />
      {value && entries.length === 0 && <p class="muted readiness-note">{people.auditEmpty}</p>}
      {entries.length > 0 && (
        <table class="table">
          <TableHead columns={[people.when, people.who, people.what, people.about, words.detail]} />
          <tbody>
            {entries.map(({ id, at, who: account, what, target, detail }) => (
              <tr key={id}>
                <td data-label={people.when}>
                  <Moment at={at} />
                </td>
                <th scope="row" data-label={people.who}>
                  {account}
                </th>
                <td data-label={people.what}>{what}</td>
                <td data-label={people.about} class="is-text">
                  {target}
                </td>
                <td data-label={words.detail} class="is-text">
                  {detail}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Trouble error={further.error} />
      {further.isMore && (
        <div class="buttons flush-buttons">
          <button type="button" class="button" onClick={further.more}>
            {people.more}
          </button>
        </div>
      )}
    </section>
  )
}
