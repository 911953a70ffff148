import { useEffect, useState } from 'preact/hooks'
import type { SiteStatus } from '../api/document.ts'
import { type Range, rangeNames } from '../charts/range.ts'
import { Ago } from '../components/age.tsx'
import { CheckTable } from '../components/check-table.tsx'
import { DeviceList } from '../components/device-list.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { IncidentRow } from '../components/incident-row.tsx'
import { LinkCard } from '../components/link-card.tsx'
import { LinkChart } from '../components/link-chart.tsx'
import { StateIcon } from '../components/state-icon.tsx'
import { ZoneNote } from '../components/zone-note.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { openIncidents } from '../state/ordering.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** One site: its incidents, links with charts, devices and checks. */
export function SitePage({ id }: { id: string }) {
  const { live } = useConsole()
  const { words } = useSpeech()
  const site = useSelect(live, (state) => state.sites.get(id))
  if (!site) return <Empty title={words.siteUnknown(id)} hint={words.siteUnknownHint} />
  return (
    <div class="page">
      <Head site={site} />
      <SiteIncidents id={id} />
      <section class="link-cards" aria-label={words.links}>
        {site.links.map((link) => (
          <LinkCard key={link.id} link={link} />
        ))}
      </section>
      {site.links.length > 0 && <Charts site={site} />}
      <Inside site={site} />
    </div>
  )
}

function Head({ site }: { site: SiteStatus }) {
  const { words, name } = useSpeech()
  const kinds: Readonly<Record<string, string>> = words.siteKinds
  return (
    <header class={`page-head is-${site.state}`}>
      <StateIcon look={site.state} size={40} />
      <div>
        <h1>{name(site.name)}</h1>
        <p class="facts">
          <strong class={`text-${site.state}`}>{words.states[site.state]}</strong>
          {site.since !== null && <Ago at={site.since} />}
          <span class="muted">{kinds[site.kind] ?? site.kind}</span>
          <code class="muted">{site.id}</code>
          <ZoneNote />
        </p>
      </div>
    </header>
  )
}

function SiteIncidents({ id }: { id: string }) {
  const { live } = useConsole()
  const incidents = openIncidents(useSelect(live, (state) => state.incidents).values()).filter(
    (incident) => incident.site === id,
  )
  if (incidents.length === 0) return null
  return (
    <section class="panel broken has-incidents">
      <ul class="incident-list">
        {incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
    </section>
  )
}

function Charts({ site }: { site: SiteStatus }) {
  const { words } = useSpeech()
  const [range, setRange] = useState<Range>('1h')
  return (
    <section class="charts" aria-label={words.charts}>
      <div class="sites-head">
        <h2>{words.charts}</h2>
        <fieldset class="segments" aria-label={words.range}>
          {rangeNames.map((choice) => (
            <button key={choice} type="button" aria-pressed={range === choice} onClick={() => setRange(choice)}>
              {words.ranges[choice]}
            </button>
          ))}
        </fieldset>
      </div>
      <div class="chart-grid">
        <LinkChart site={site} metric="latency" range={range} />
        <LinkChart site={site} metric="loss" range={range} />
        <LinkChart site={site} metric="jitter" range={range} />
      </div>
    </section>
  )
}

/** Devices and checks are fetched: the stream carries only the site's summary, and its changes ask for them anew. */
function Inside({ site }: { site: SiteStatus }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { value, error, reload } = useResource(site.id, (signal) => client.site(site.id, signal))
  // the site's change is what asks for its inside anew
  useEffect(reload, [site])
  if (!value)
    return <p class="loading">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>
  return (
    <>
      <section class="panel">
        <h2>
          {words.devices} <span class="muted">{value.device_list.length}</span>
        </h2>
        <DeviceList devices={value.device_list} />
      </section>
      <section class="panel is-flush">
        <h2>
          {words.checks} <span class="muted">{value.checks.length}</span>
        </h2>
        <CheckTable checks={value.checks} />
      </section>
    </>
  )
}
