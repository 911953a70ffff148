import { useEffect, useRef, useState } from 'preact/hooks'
import type { CheckRun } from '../api/document.ts'
import { useConsole, useSpeech, useTimeText } from '../context.ts'
import { Moment } from './age.tsx'
import { ErrorText } from './error-text.tsx'
import { failureText } from './failure-text.ts'
import { useSignature } from './signature.tsx'
import { lookOf, StateIcon } from './state-icon.tsx'

/** How a run by hand stands. */
export interface RunState {
  /** Since when one is under way, Unix ms by the collector's clock. */
  readonly since: number | null
  readonly result: CheckRun | null
  readonly error: string | null
  run(): void
  cancel(): void
}

/** Runs a check once more when somebody asks. Whoever leaves the page does not wait for it any more. */
export function useCheckRun(id: string): RunState {
  const { client, clock } = useConsole()
  const { words } = useSpeech()
  const person = useSignature()
  const [state, set] = useState<Omit<RunState, 'run' | 'cancel'>>({ since: null, result: null, error: null })
  const going = useRef<AbortController | null>(null)
  useEffect(() => () => going.current?.abort(), [id])
  const run = async () => {
    const stop = new AbortController()
    going.current = stop
    set({ since: clock.state, result: null, error: null })
    try {
      const result = await client.runCheck(id, person, stop.signal)
      if (!stop.signal.aborted) set({ since: null, result, error: null })
    } catch (error) {
      const said = stop.signal.aborted ? null : failureText(error, words)
      set({ since: null, result: null, error: said })
    }
  }
  return { ...state, run: () => void run(), cancel: () => going.current?.abort() }
}

/** The button; while it runs, for how long, and a way out. */
export function RunButton({ of }: { of: RunState }) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  const seconds = useTimeText((now) => (of.since === null ? '' : format.duration(now - of.since)))
  if (of.since === null)
    return (
      <button type="button" class="button is-primary" title={aboutCheck.runHint} onClick={of.run}>
        {aboutCheck.run}
      </button>
    )
  return (
    <span class="with-icon">
      <span role="status">{aboutCheck.running(seconds)}</span>
      <button type="button" class="button" onClick={of.cancel}>
        {aboutCheck.cancel}
      </button>
    </span>
  )
}

/** What came of it, or why nothing did. */
export function RunResult({ of: { result, error } }: { of: RunState }) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  return (
    <div aria-live="polite">
      {error !== null && <p class="panel form-error">{aboutCheck.runFailed(error)}</p>}
      {result && (
        <section class={`panel run-result is-${lookOf[result.status]}`}>
          <h2>
            <StateIcon look={lookOf[result.status]} />
            {aboutCheck.runResult}: {words.statuses[result.status]}
            <small class="muted">
              <Moment at={result.at} /> · {format.milliseconds(result.duration_ms)} · {result.agent}
            </small>
          </h2>
          <p>
            <ErrorText error={result.error} detail={result.detail} />
          </p>
          {result.points.length > 0 && <Points of={result.points} />}
          <p class="muted">{aboutCheck.runHint}</p>
        </section>
      )}
    </div>
  )
}

const Points = ({ of }: { of: CheckRun['points'] }) => {
  const { words } = useSpeech()
  return (
    <details open={of.length === 1}>
      <summary>
        {words.aboutCheck.runPoints} ({of.length})
      </summary>
      {of.map(({ measurement, tags, fields }, index) => (
        <dl key={index} class="pairs">
          <div>
            <dt>
              <strong>{measurement}</strong>
            </dt>
            <dd class="muted">
              {Object.entries(tags)
                .map(([key, value]) => `${key}=${value}`)
                .join(' ')}
            </dd>
          </div>
          {Object.entries(fields).map(([key, value]) => (
            <div key={key}>
              <dt>
                <code>{key}</code>
              </dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </details>
  )
}
