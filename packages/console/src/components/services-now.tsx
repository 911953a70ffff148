import { useEffect } from 'preact/hooks'
import type { ServiceStatus } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'
import { failureText } from './failure-text.ts'
import { ServiceState } from './service-state.tsx'
import { StateIcon } from './state-icon.tsx'

/** Changes come over the stream: this is for what was missed, ms. */
const LOOK_EVERY_MS = 300_000
/** More than this is a page of its own. */
const MOST = 6

const rank: Readonly<Record<ServiceStatus['state'], number>> = { down: 0, degraded: 1, unknown: 2, up: 3, closed: 3 }

/** The services that people use and that are not as they should be. */
export function ServicesNow() {
  const { client, live } = useConsole()
  const { words, name } = useSpeech()
  const { configuration } = words
  const { value, error, reload } = useResource('services', client.services)
  const told = useSelect(live, (state) => state.services)
  useEffect(reload, [told])
  usePolling(reload, LOOK_EVERY_MS)
  if (value?.length === 0) return null
  const ill = (value ?? []).filter(({ state }) => rank[state] < 3).sort((a, b) => rank[a.state] - rank[b.state])
  return (
    <section class="panel services-now">
      <h2>
        <a href={pathOf({ page: 'services' })}>{configuration.servicesNow}</a>
        {ill.length > 0 && value && (
          <span class="muted">
            {value.length - ill.length}/{value.length}
          </span>
        )}
      </h2>
      {!value && <p class="muted">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>}
      {value && ill.length === 0 && (
        <p class="with-icon is-ok">
          <StateIcon look="ok" size={18} />
          {configuration.servicesWell(value.length)}
        </p>
      )}
      <ul class="facts-list">
        {ill.slice(0, MOST).map((service) => (
          <li key={service.id}>
            <ServiceState of={service.state} />{' '}
            <a href={pathOf({ page: 'service', id: service.id })}>{name(service.name)}</a>
          </li>
        ))}
      </ul>
      {ill.length > MOST && <a href={pathOf({ page: 'services' })}>{configuration.andMore(ill.length - MOST)}</a>}
    </section>
  )
}
