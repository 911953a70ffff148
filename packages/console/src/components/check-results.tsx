import { useEffect, useState } from 'preact/hooks'
import type { CheckDetail, CheckResult } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { MAX_ROWS, type ResultList, withNewest, withOlder } from '../state/results.ts'
import { useStill } from '../state/still.ts'
import { Ago } from './age.tsx'
import { ErrorText } from './error-text.tsx'
import { failureText } from './failure-text.ts'
import { SeriesTrouble } from './series-trouble.tsx'
import { lookOf, StateIcon } from './state-icon.tsx'
import { TableHead } from './table-head.tsx'

const FASTEST_MS = 5_000
const SLOWEST_MS = 60_000

/** Single results, newest first, older ones on demand. */
export function CheckResults({ check }: { check: CheckDetail }) {
  const { client } = useConsole()
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  const { value, error, reload } = useResource(`results ${check.id}`, (signal) =>
    client.checkResults(check.id, null, signal),
  )
  usePolling(reload, Math.min(SLOWEST_MS, Math.max(FASTEST_MS, check.interval_ms)))
  // A new result asks at once.
  useEffect(reload, [check.at])
  const [{ rows, next }, setList] = useState<ResultList>({ rows: [], next: null })
  const [failed, setFailed] = useState<unknown>()
  useEffect(() => {
    if (value) setList((list) => withNewest(list, value))
  }, [value])
  const older = async () => {
    setFailed(undefined)
    try {
      const page = await client.checkResults(check.id, next)
      setList((list) => withOlder(list, next, page))
    } catch (reason) {
      setFailed(reason)
    }
  }
  const { shown, isHeld, still } = useStill(rows)
  if (error !== undefined && !value) return <SeriesTrouble title={aboutCheck.results} error={error} onRetry={reload} />
  return (
    <section class="panel is-flush" {...still}>
      <h2>
        {aboutCheck.results}
        <small class="muted">{aboutCheck.resultsHint(format.stamp(check.results_since))}</small>
        {isHeld && <small class="tag">{aboutCheck.held}</small>}
      </h2>
      {!value && <p class="muted note">{words.loading}</p>}
      {value && rows.length === 0 && <p class="muted note">{aboutCheck.noResults}</p>}
      {rows.length > 0 && <ResultTable results={shown} />}
      {failed !== undefined && (
        <p class="form-error note" role="alert">
          {words.failed(failureText(failed, words))}
        </p>
      )}
      {next !== null && rows.length < MAX_ROWS && (
        <div class="buttons note">
          <button type="button" class="button" onClick={() => void older()}>
            {aboutCheck.older}
          </button>
        </div>
      )}
    </section>
  )
}

function ResultTable({ results }: { results: readonly CheckResult[] }) {
  const { words, format } = useSpeech()
  return (
    <table class="table results">
      <TableHead columns={[words.aboutCheck.time, words.status, words.detail, words.duration]} />
      <tbody>
        {results.map(({ at, status, error, detail, duration_ms }) => (
          <tr key={at} class={status === 'ok' ? '' : `is-${lookOf[status]}`}>
            <th scope="row" data-label={words.aboutCheck.time}>
              {format.stamp(at)}{' '}
              <small class="muted">
                <Ago at={at} />
              </small>
            </th>
            <td data-label={words.status}>
              <span class={`with-icon is-${lookOf[status]}`}>
                <StateIcon look={lookOf[status]} size={16} />
                {words.statuses[status]}
              </span>
            </td>
            <td data-label={words.detail} class="is-text">
              <ErrorText error={error} detail={detail} />
            </td>
            <td data-label={words.duration} class="is-number">
              {format.milliseconds(duration_ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
