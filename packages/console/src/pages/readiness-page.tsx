import { useState } from 'preact/hooks'
import type { Meeting, Preflight } from '../api/document.ts'
import { Moment } from '../components/age.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { PreflightReport } from '../components/preflight-report.tsx'
import { useMay, useSignature } from '../components/signature.tsx'
import { Trouble } from '../components/trouble.tsx'
import { Verdict } from '../components/verdict.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'

/** While a test runs it is looked at this often; otherwise now and then, for those that begin by themselves. */
const WHILE_RUNNING_MS = 2_000
const OTHERWISE_MS = 30_000

/** Meetings that are held soon, and whether the sites are ready for them. */
export function ReadinessPage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { readiness } = words
  const book = useResource('meetings', client.meetings)
  const tests = useResource('preflights', (signal) => client.preflights(null, signal))
  const reload = () => {
    book.reload()
    tests.reload()
  }
  usePolling(reload, paceOf(tests.value))
  const error = book.error ?? tests.error
  const meetings = (book.value?.meetings ?? []).filter(({ state }) => state !== 'over').slice(0, 50)
  const [latest] = tests.value ?? []
  return (
    <div class="page">
      <h1>{readiness.title}</h1>
      <p class="muted">{readiness.hint}</p>
      <Trouble error={error} />
      <TestButton
        label={readiness.testAll}
        what={{ sites: 'all' }}
        running={latest?.state === 'running'}
        onDone={reload}
      />
      {(book.value?.problems ?? []).map(({ calendar, text }) => (
        <p key={calendar + text} class="form-error">
          {readiness.calendarProblem(calendar, text)}
        </p>
      ))}
      {latest && <PreflightReport preflight={latest} />}
      <section class="panel is-flush">
        <h2>{readiness.meetings}</h2>
        {meetings.length === 0 ? (
          <p class="muted readiness-note">
            {book.value ? `${readiness.noMeetings} ${readiness.noMeetingsHint}` : words.loading}
          </p>
        ) : (
          <MeetingTable meetings={meetings} />
        )}
      </section>
    </div>
  )
}

function MeetingTable({ meetings }: { meetings: readonly Meeting[] }) {
  const { words, name } = useSpeech()
  const { readiness } = words
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{readiness.meeting}</th>
          <th scope="col">{readiness.start}</th>
          <th scope="col">{words.status}</th>
          <th scope="col" class="is-number">
            {words.sites}
          </th>
          <th scope="col">{readiness.lastTest}</th>
        </tr>
      </thead>
      <tbody>
        {meetings.map(({ id, title, start, state, sites, preflight, problem, source }) => (
          <tr key={id}>
            <th scope="row" data-label={readiness.meeting}>
              <a href={pathOf({ page: 'meeting', id })}>{name(title)}</a>
              {problem && (
                <>
                  <br />
                  <small class="text-down">{problem}</small>
                </>
              )}
            </th>
            <td data-label={readiness.start}>
              <Moment at={start} />
            </td>
            <td data-label={words.status}>
              {readiness.states[state]} <small class="muted">{readiness.sources[source]}</small>
            </td>
            <td data-label={words.sites} class="is-number">
              {sites.length}
            </td>
            <td data-label={readiness.lastTest}>
              <Verdict of={preflight?.verdict ?? null} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** One meeting with all its tests. */
export function MeetingPage({ id }: { id: string }) {
  const { client } = useConsole()
  const { words, name, format, language } = useSpeech()
  const { readiness } = words
  const { value, error, reload } = useResource(`meeting ${id}`, (signal) => client.meeting(id, signal))
  usePolling(reload, paceOf(value?.preflights))
  if (error !== undefined && !value) return <Empty title={words.failed(failureText(error, words))} />
  if (!value) return <p class="loading">{words.loading}</p>
  const { meeting, preflights } = value
  const running = preflights[0]?.state === 'running'
  return (
    <div class="page">
      <h1>{name(meeting.title)}</h1>
      <p class="facts muted">
        <span title={format.full(meeting.start)}>
          {format.date(meeting.start)}, {format.minute(meeting.start)}–{format.minute(meeting.end)}
        </span>
        <span>{readiness.states[meeting.state]}</span>
        <span>{words.sitesOf(meeting.sites.length)}</span>
        <a
          href={`/api/v1/meetings/${encodeURIComponent(id)}/summary?format=html&language=${language}`}
          target="_blank"
          rel="noreferrer"
        >
          {readiness.summary}
        </a>
      </p>
      {meeting.problem && <p class="form-error">{meeting.problem}</p>}
      <TestButton label={readiness.testNow} what={{ meeting: id }} running={running} onDone={reload} />
      <h2>{readiness.tests}</h2>
      {preflights.length === 0 && <p class="muted">{readiness.noTests}</p>}
      {preflights.map((preflight) => (
        <PreflightReport key={preflight.id} preflight={preflight} />
      ))}
    </div>
  )
}

type What = { readonly sites: 'all' } | { readonly meeting: string }

/** Begins a test, in the name that is remembered for the timeline of incidents. */
function TestButton({
  label,
  what,
  running,
  onDone,
}: {
  label: string
  what: What
  running: boolean
  onDone: () => void
}) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const person = useSignature()
  const may = useMay('operator')
  const [error, setError] = useState<string | null>(null)
  const begin = async () => {
    setError(null)
    try {
      await client.testSites(what, person || 'console')
      onDone()
    } catch (reason) {
      setError(words.actionFailed(failureText(reason, words)))
    }
  }
  if (!may) return null
  return (
    <div class="buttons">
      <button type="button" class="button is-primary" disabled={running} onClick={() => void begin()}>
        {label}
      </button>
      {error && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

/** How often tests are looked at: one that runs is soon over. */
const paceOf = (tests: readonly Preflight[] | undefined) =>
  tests?.some(({ state }) => state === 'running') ? WHILE_RUNNING_MS : OTHERWISE_MS
