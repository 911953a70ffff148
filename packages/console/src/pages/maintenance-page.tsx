import type { MaintenanceWindowStatus, SilenceStatus } from '../api/document.ts'
import { Moment } from '../components/age.tsx'
import { EndButton } from '../components/end-button.tsx'
import { SilenceForm, WindowForm } from '../components/maintenance-forms.tsx'
import { Operators } from '../components/signature.tsx'
import { SpanCells } from '../components/span-cells.tsx'
import { TableHead } from '../components/table-head.tsx'
import { Trouble } from '../components/trouble.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'

const LOOK_EVERY_MS = 30_000

/** When somebody works on something, and what nobody is told of for a time. */
export function MaintenancePage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { maintenance } = words
  const book = useResource('maintenance', client.maintenance)
  const silences = useResource('silences', client.silences)
  const reload = () => {
    book.reload()
    silences.reload()
  }
  usePolling(reload, LOOK_EVERY_MS)
  const error = book.error ?? silences.error
  const windows = book.value?.windows ?? []
  const current = windows.filter(({ state }) => state !== 'over')
  const over = windows.filter(({ state }) => state === 'over').reverse()
  const active = (silences.value ?? []).filter(({ state }) => state === 'active')
  return (
    <div class="page">
      <h1>{maintenance.title}</h1>
      <p class="muted">{maintenance.hint}</p>
      <Trouble error={error} />
      {(book.value?.problems ?? []).map(({ calendar, text }) => (
        <p key={calendar + text} class="form-error">
          {maintenance.calendarProblem(calendar, text)}
        </p>
      ))}
      <section class="panel is-flush">
        <h2>{maintenance.windows}</h2>
        {current.length === 0 ? (
          <p class="muted readiness-note">{book.value ? maintenance.noWindows : words.loading}</p>
        ) : (
          <WindowTable windows={current} onDone={reload} />
        )}
        {over.length > 0 && (
          <details class="past">
            <summary>{maintenance.over(over.length)}</summary>
            <WindowTable windows={over} onDone={reload} />
          </details>
        )}
      </section>
      <Operators>
        <WindowForm onDone={reload} />
      </Operators>
      <section class="panel is-flush">
        <h2>{maintenance.silences}</h2>
        <p class="muted readiness-note">{maintenance.silencesHint}</p>
        {active.length === 0 ? (
          <p class="muted readiness-note">{silences.value ? maintenance.noSilences : words.loading}</p>
        ) : (
          <SilenceTable silences={active} onDone={reload} />
        )}
      </section>
      <Operators>
        <SilenceForm onDone={reload} />
      </Operators>
    </div>
  )
}

function WindowTable({ windows, onDone }: { windows: readonly MaintenanceWindowStatus[]; onDone: () => void }) {
  const { client } = useConsole()
  const { words, name } = useSpeech()
  const { maintenance } = words
  return (
    <table class="table">
      <TableHead
        columns={[maintenance.what, maintenance.match, maintenance.from, maintenance.to, words.status]}
        actions
      />
      <tbody>
        {windows.map(({ id, title, match, from, to, state, source, checks, by }) => (
          <tr key={id}>
            <th scope="row" data-label={maintenance.what}>
              {name(title)}
            </th>
            <td data-label={maintenance.match}>
              <code>{match.join(' ')}</code> <small class="muted">{maintenance.checks(checks)}</small>
            </td>
            <SpanCells from={from} to={to} words={maintenance} />
            <td data-label={words.status}>
              {maintenance.states[state]} <small class="muted">{by ?? maintenance.sources[source]}</small>
            </td>
            <td>
              {source === 'api' && state !== 'over' && (
                <EndButton
                  label={state === 'active' ? maintenance.end : maintenance.cancel}
                  end={(who) => client.endMaintenance(id, who)}
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

function SilenceTable({ silences, onDone }: { silences: readonly SilenceStatus[]; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { maintenance } = words
  return (
    <table class="table">
      <TableHead columns={[maintenance.match, maintenance.why, maintenance.by, maintenance.until]} actions />
      <tbody>
        {silences.map(({ id, match, comment, by, to }) => (
          <tr key={id}>
            <th scope="row" data-label={maintenance.match}>
              <code>{match.join(' ')}</code>
            </th>
            <td data-label={maintenance.why}>{comment}</td>
            <td data-label={maintenance.by}>{by}</td>
            <td data-label={maintenance.until}>
              <Moment at={to} />
            </td>
            <td>
              <EndButton label={maintenance.end} end={(who) => client.endSilence(id, who)} onDone={onDone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
