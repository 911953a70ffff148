import { ApiError } from '../api/client.ts'
import type { ConfigDocument } from '../api/document.ts'
import { Moment } from '../components/age.tsx'
import { CheckList } from '../components/check-list.tsx'
import { failureText } from '../components/failure-text.ts'
import { Pair } from '../components/pair.tsx'
import { Prose } from '../components/prose.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'

/** Files change when somebody edits them, ms. */
const LOOK_EVERY_MS = 60_000

/** What is loaded, what checking it said, and every check that follows from it. */
export function ConfigurationPage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { configuration } = words
  const { value, error, reload } = useResource('configuration', client.configuration)
  usePolling(reload, LOOK_EVERY_MS)
  const isRefused = error instanceof ApiError && error.status === 403
  return (
    <div class="page configuration">
      <h1>{configuration.title}</h1>
      <p class="muted">
        <Prose text={configuration.hint} />
      </p>
      {isRefused && <p class="muted">{configuration.operatorsOnly}</p>}
      {error !== undefined && !isRefused && (
        <p class="form-error">
          {words.failed(failureText(error, words))}{' '}
          <button type="button" class="button" onClick={reload}>
            {words.retry}
          </button>
        </p>
      )}
      {value && (
        <>
          <Counts of={value} />
          <div class="columns">
            <Notes of={value} />
            <Loaded of={value} />
          </div>
        </>
      )}
      <CheckList />
    </div>
  )
}

function Counts({ of: { counts } }: { of: ConfigDocument }) {
  const { words, format } = useSpeech()
  const names = Object.entries(words.configuration.counts) as [keyof ConfigDocument['counts'], string][]
  return (
    <section class="panel">
      <dl class="figures config-counts">
        {names.map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{format.count(counts[key])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** It is right, or nothing would run: what may not be meant so. */
function Notes({ of: { notes } }: { of: ConfigDocument }) {
  const { words, name } = useSpeech()
  const { configuration } = words
  return (
    <section class="panel">
      <h2>{configuration.notes}</h2>
      {notes.length === 0 ? (
        <p>{configuration.noNotes}</p>
      ) : (
        <>
          <p class="muted">{configuration.notesHint}</p>
          <ul class="config-notes">
            {notes.map(({ id, text, places, count }) => (
              <li key={id} data-note={id}>
                <p>
                  <Prose text={name(text)} /> {count > 1 && <span class="badge is-quiet">{count}</span>}
                </p>
                <details open={count <= 3}>
                  <summary class="visually-hidden">{configuration.notes}</summary>
                  <p class="muted">
                    {places.map((place) => (
                      <>
                        <code>{place}</code>{' '}
                      </>
                    ))}
                    {count > places.length && configuration.andMore(count - places.length)}
                  </p>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Loaded({ of }: { of: ConfigDocument }) {
  const { words, format, name } = useSpeech()
  const { configuration } = words
  const { files, store } = of
  return (
    <section class="panel">
      <h2>{configuration.loaded}</h2>
      <dl class="pairs">
        <Pair label={name(of.organisation)}>
          {configuration.timezone} {of.timezone}
        </Pair>
        <Pair label={configuration.startedAt}>
          <Moment at={of.started_at} />
        </Pair>
        <Pair label={configuration.version}>{of.version ?? words.unknownValue}</Pair>
        <Pair label={configuration.store}>
          {configuration.stores[store.kind] ?? store.kind}:{' '}
          <span class={store.ok ? 'text-ok' : 'text-down'}>
            {store.ok ? configuration.storeOk : configuration.storeBad}
          </span>{' '}
          {!store.ok && <span>{store.detail}</span>}
        </Pair>
        <Pair label={configuration.retention}>
          {(['raw', 'five_minutes', 'one_hour'] as const).map((tier) => (
            <span key={tier} class="retention">
              {configuration.retentions[tier]}: {format.duration(store.retention_ms[tier])}
            </span>
          ))}
        </Pair>
        <Pair label={words.agents}>
          <a href={pathOf({ page: 'agents' })}>{of.agents.map(({ id }) => id).join(', ')}</a>
        </Pair>
        <Pair label={configuration.counts.channels}>
          {of.channels.map(({ id, kind }) => `${id} (${kind})`).join(', ') || words.unknownValue}
        </Pair>
      </dl>
      <h3>{configuration.files}</h3>
      {files.some(({ now }) => now !== 'same') && (
        <p class="form-error">
          <Prose text={configuration.changedHint} />
        </p>
      )}
      {files.length === 0 ? (
        <p class="muted">{configuration.noFiles}</p>
      ) : (
        <ul class="facts-list">
          {files.map((file) => (
            <li key={file.name}>
              <code>{file.name}</code> <span class="muted">{format.bytes(file.bytes)}</span>{' '}
              <span class={file.now === 'same' ? 'muted' : 'text-down'}>{configuration.fileStates[file.now]}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
