import type { IncidentImpact, Name } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'

interface Named {
  readonly id: string
  readonly name: Name
}

/** What an incident takes with it: sites, services, people. */
export function ImpactPanel({ impact }: { impact: IncidentImpact }) {
  const { words, format } = useSpeech()
  const { handling } = words
  const sites = (state: 'cut-off' | 'weakened') => impact.sites.filter((site) => site.state === state)
  const nothing = impact.sites.length + impact.services.length + impact.links + impact.devices === 0
  return (
    <section class="panel impact">
      <h2>{handling.impact}</h2>
      {nothing ? (
        <p class="muted">{handling.noImpact}</p>
      ) : (
        <dl>
          <List label={handling.cutOff} items={sites('cut-off')} href={(id) => pathOf({ page: 'site', id })} />
          <List label={handling.weakened} items={sites('weakened')} href={(id) => pathOf({ page: 'site', id })} />
          <List label={handling.servicesHit} items={impact.services} href={(id) => pathOf({ page: 'service', id })} />
          {impact.people > 0 && <Fact label={handling.peopleHit} value={format.count(impact.people)} />}
          {impact.links > 0 && <Fact label={handling.linksHit} value={format.count(impact.links)} />}
          {impact.devices > 0 && <Fact label={handling.devicesHit} value={format.count(impact.devices)} />}
        </dl>
      )}
    </section>
  )
}

const Fact = ({ label, value }: { label: string; value: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <strong>{value}</strong>
    </dd>
  </div>
)

function List({ label, items, href }: { label: string; items: readonly Named[]; href: (id: string) => string }) {
  const { name } = useSpeech()
  if (items.length === 0) return null
  return (
    <div>
      <dt>
        {label} <strong>{items.length}</strong>
      </dt>
      <dd>
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <a href={href(item.id)}>{name(item.name)}</a>
            </li>
          ))}
        </ul>
      </dd>
    </div>
  )
}
