import { useEffect } from 'preact/hooks'
import type { ServiceDetail } from '../api/document.ts'
import { Ago, Lasting, Moment } from '../components/age.tsx'
import { CheckTable } from '../components/check-table.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { serviceLook } from '../components/service-state.tsx'
import { StateIcon } from '../components/state-icon.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** Results of checks come without an event of their own: looked at this often, ms. */
const LOOK_EVERY_MS = 10_000

/** One service: how it is and why, its checks, how it was. */
export function ServicePage({ id }: { id: string }) {
  const { client, live } = useConsole()
  const { words, name } = useSpeech()
  const { services } = words
  const { value, error, reload } = useResource(`service ${id}`, (signal) => client.service(id, signal))
  const site = useSelect(live, (state) => state.sites.get(value?.site ?? '')?.name)
  const told = useSelect(live, (state) => state.services.get(id))
  // a change that came over the stream asks for the whole anew
  useEffect(reload, [told])
  usePolling(reload, LOOK_EVERY_MS)
  if (error !== undefined && !value) return <Empty title={words.failed(failureText(error, words))} />
  if (!value) return <p class="loading">{words.loading}</p>
  const look = serviceLook[value.state]
  return (
    <div class="page">
      <header class={`page-head is-${look}`}>
        <StateIcon look={look} size={34} />
        <div>
          <h1>{name(value.name)}</h1>
          <p class="facts">
            <strong>{services.states[value.state]}</strong>
            {value.since !== null && (
              <span class="muted">
                {words.since} <Ago at={value.since} />
              </span>
            )}
            <a href={pathOf({ page: 'site', id: value.site })}>{site ? name(site) : value.site}</a>
            {value.incident && <a href={pathOf({ page: 'incident', id: value.incident })}>{services.incident}</a>}
          </p>
          {value.cause && <p>{name(value.cause)}</p>}
        </div>
      </header>
      <Availability service={value} />
      <section class="panel is-flush">
        <h2>{words.checks}</h2>
        <CheckTable checks={value.checks} marked={value.deciding} />
      </section>
      <Outages service={value} />
    </div>
  )
}

function Availability({ service: { availability } }: { service: ServiceDetail }) {
  const { words, format } = useSpeech()
  const { services } = words
  const figures = [
    [services.today, availability.today],
    [services.days7, availability.days_7],
    [services.month, availability.month],
    [services.days30, availability.days_30],
  ] as const
  return (
    <section class="panel">
      <h2>{services.availability}</h2>
      <dl class="figures">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{format.availability(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Outages({ service: { outages } }: { service: ServiceDetail }) {
  const { words, name } = useSpeech()
  const { services } = words
  return (
    <section class="panel is-flush">
      <h2>{services.outages}</h2>
      {outages.length === 0 ? (
        <p class="muted readiness-note">{services.noOutages}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{words.since}</th>
              <th scope="col">{words.duration}</th>
              <th scope="col">{services.cause}</th>
            </tr>
          </thead>
          <tbody>
            {outages.map(({ from, to, cause, incident }) => (
              <tr key={from}>
                <th scope="row" data-label={words.since}>
                  <Moment at={from} />
                </th>
                <td data-label={words.duration}>
                  <Lasting from={from} until={to} /> {to === null && <small class="muted">{services.goesOn}</small>}
                </td>
                <td data-label={services.cause} class="is-text">
                  {incident ? <a href={pathOf({ page: 'incident', id: incident })}>{name(cause)}</a> : name(cause)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
