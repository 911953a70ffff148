import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { failureText } from './failure-text.ts'

/** Shifts change on the hour, and overrides at any time, ms. */
const LOOK_EVERY_MS = 60_000

/** Whom one calls now. */
export function OnCallNow() {
  const { client, live } = useConsole()
  const { words, format } = useSpeech()
  const { configuration } = words
  const { value, error, reload } = useResource('on-call', client.onCall)
  usePolling(reload, LOOK_EVERY_MS)
  return (
    <section class="panel on-call-now">
      <h2>
        <a href={pathOf({ page: 'on-call' })}>{configuration.onCallNow}</a>
      </h2>
      {!value && <p class="muted">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>}
      {value?.rotas.length === 0 && <p class="muted">{configuration.noRotas}</p>}
      <ul class="facts-list">
        {value?.rotas.map(({ id, now }) => (
          <li key={id}>
            <span class="muted">{id}</span>{' '}
            {now?.person ? (
              <strong>{now.person.name}</strong>
            ) : (
              <span class="text-down">{configuration.nobodyOnCall}</span>
            )}{' '}
            {now && (
              <small class="muted">
                {configuration.onCallUntil(format.moment(now.to, Date.now() + live.state.clockOffset))}
              </small>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
