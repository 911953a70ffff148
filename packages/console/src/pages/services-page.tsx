import { useEffect } from 'preact/hooks'
import type { ServiceStatus } from '../api/document.ts'
import { Ago } from '../components/age.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { ServiceState, serviceLook } from '../components/service-state.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'
import { useStill } from '../state/still.ts'

/** Availability moves on even while nothing happens, ms. */
const LOOK_EVERY_MS = 30_000

const rank: Readonly<Record<ServiceStatus['state'], number>> = { down: 0, degraded: 1, unknown: 2, up: 3, closed: 4 }

/** What people use, worst first: how it is, since when, and why. */
export function ServicesPage() {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const { services } = words
  const { value, error, reload } = useResource('services', client.services)
  const told = useSelect(live, (state) => state.services)
  // a change of any service asks for the list anew; availability changes by itself
  useEffect(reload, [told])
  usePolling(reload, LOOK_EVERY_MS)
  const joined = (value ?? [])
    .toSorted((a, b) => rank[a.state] - rank[b.state] || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
    .join('\n')
  const { shown, still } = useStill(joined)
  if (error !== undefined && !value) return <Empty title={words.failed(failureText(error, words))} />
  if (!value) return <p class="loading">{words.loading}</p>
  if (value.length === 0) {
    return (
      <Empty title={services.none} hint={services.noneHint}>
        <code>vonggac config check config</code>
      </Empty>
    )
  }
  const byId = new Map(value.map((service) => [service.id, service]))
  const all = shown.split('\n').flatMap((id) => byId.get(id) ?? [])
  return (
    <div class="page">
      <h1>{services.title}</h1>
      <div class="panel is-flush">
        <table class="table" {...still}>
          <thead>
            <tr>
              <th scope="col">{services.service}</th>
              <th scope="col">{services.site}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{words.since}</th>
              <th scope="col">{services.cause}</th>
              <th scope="col" class="is-number">
                {services.today}
              </th>
              <th scope="col" class="is-number">
                {services.days30}
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((service) => (
              <ServiceRow key={service.id} service={service} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function ServiceRow({ service }: { service: ServiceStatus }) {
  const { live } = useConsole()
  const site = useSelect(live, (state) => state.sites.get(service.site)?.name)
  const { words, format, name } = useSpeech()
  const { id, state, since, cause, kind, availability } = service
  const { services } = words
  return (
    <tr class={`is-${serviceLook[state]}`} data-service={id}>
      <th scope="row" data-label={services.service}>
        <a href={pathOf({ page: 'service', id })}>{name(service.name)}</a>{' '}
        <small class="muted">{services.kinds[kind] ?? kind}</small>
      </th>
      <td data-label={services.site}>
        <a href={pathOf({ page: 'site', id: service.site })}>{site ? name(site) : service.site}</a>
      </td>
      <td data-label={words.status}>
        <ServiceState of={state} />
      </td>
      <td data-label={words.since}>{since === null ? words.unknownValue : <Ago at={since} />}</td>
      <td data-label={services.cause} class="is-text">
        {cause ? name(cause) : <span class="muted">{words.unknownValue}</span>}
      </td>
      <td data-label={services.today} class="is-number">
        {format.availability(availability.today)}
      </td>
      <td data-label={services.days30} class="is-number">
        {format.availability(availability.days_30)}
      </td>
    </tr>
  )
}
