import type { Notice } from '../api/document.ts'
import { EndButton } from '../components/end-button.tsx'
import { NoticeForm } from '../components/notice-form.tsx'
import { Operators } from '../components/signature.tsx'
import { SpanCells } from '../components/span-cells.tsx'
import { TableHead } from '../components/table-head.tsx'
import { Trouble } from '../components/trouble.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'

const LOOK_EVERY_MS = 30_000

/** What people write for those whom the services serve. */
export function NoticesPage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { notices } = words
  const found = useResource('notices', client.notices)
  usePolling(found.reload, LOOK_EVERY_MS)
  const all = found.value?.notices ?? []
  const current = all.filter(({ state }) => state !== 'over')
  const over = all.filter(({ state }) => state === 'over')
  return (
    <div class="page">
      <h1>{notices.title}</h1>
      <p class="muted">{found.value?.shown === false ? notices.noPage : notices.hint}</p>
      {found.value?.shown && (
        <p>
          <a href="/status" target="_blank" rel="noreferrer">
            {notices.open}
          </a>
        </p>
      )}
      <Trouble error={found.error} />
      <section class="panel is-flush">
        <h2>{notices.current}</h2>
        {current.length === 0 ? (
          <p class="muted readiness-note">{found.value ? notices.none : words.loading}</p>
        ) : (
          <NoticeTable notices={current} onDone={found.reload} />
        )}
        {over.length > 0 && (
          <details class="past">
            <summary>{notices.over(over.length)}</summary>
            <NoticeTable notices={over} onDone={found.reload} />
          </details>
        )}
      </section>
      <Operators>
        <NoticeForm onDone={found.reload} />
      </Operators>
    </div>
  )
}

function NoticeTable({ notices: listed, onDone }: { notices: readonly Notice[]; onDone: () => void }) {
  const { client } = useConsole()
  const { words, name } = useSpeech()
  const { notices } = words
  return (
    <table class="table">
      <TableHead columns={[notices.what, notices.about, notices.from, notices.to, words.status]} actions />
      <tbody>
        {listed.map(({ id, title, text, services, from, to, state, by }) => (
          <tr key={id} data-notice={id}>
            <th scope="row" data-label={notices.what}>
              {name(title)}
              {name(text) !== '' && <small class="muted"> {name(text)}</small>}
            </th>
            <td data-label={notices.about}>
              {services.length === 0 ? notices.all : <code>{services.join(' ')}</code>}
            </td>
            <SpanCells from={from} to={to} words={notices} />
            <td data-label={words.status}>
              {notices.states[state]} <small class="muted">{by}</small>
            </td>
            <td>
              {state !== 'over' && (
                <EndButton
                  label={state === 'active' ? notices.end : notices.cancel}
                  of={name(title)}
                  end={(who) => client.endNotice(id, who)}
                  onDone={onDone}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
