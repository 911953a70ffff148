import { useState } from 'preact/hooks'
import type { AuditPage } from '../../api/people-client.ts'
import { useConsole, useSpeech } from '../../context.ts'
import { useResource } from '../../state/resource.ts'
import { Moment } from '../age.tsx'
import { failureText } from '../failure-text.ts'
import { TableHead } from '../table-head.tsx'
import { TextField } from './text-field.tsx'

/** Who did what, newest first. */
export function AuditLog() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { people } = words
  const [who, setWho] = useState('')
  const key = who.trim()
  const { value, error } = useResource(`audit ${key}`, (signal) => client.audit({ who: key, before: null }, signal))
  const [more, setMore] = useState<{ readonly key: string; readonly page: AuditPage }>()
  const further = more?.key === key ? more.page : undefined
  const entries = [...(value?.entries ?? []), ...(further?.entries ?? [])]
  const next = further ? further.next : (value?.next ?? null)
  const showMore = async () => {
    const page = await client.audit({ who: key, before: next })
    setMore({ key, page: { entries: [...(further?.entries ?? []), ...page.entries], next: page.next } })
  }
  return (
    <section class="panel is-flush audit">
      <h2>{people.audit}</h2>
      <div class="audit-filter">
        <TextField label={people.auditWho} name="audit-who" value={who} onInput={setWho} />
      </div>
      {error !== undefined && <p class="form-error">{words.failed(failureText(error, words))}</p>}
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
      {next !== null && (
        <div class="buttons flush-buttons">
          <button type="button" class="button" onClick={() => void showMore()}>
            {people.more}
          </button>
        </div>
      )}
    </section>
  )
}
